"""CPU time of what customers and agents do: a flow step, a hand-over, the inbox, a case.

Each is asked in turn with the bare page, like the pages of strangers, once with few cases and once
with many: none of them may grow with what lies in the database.
"""

import re
import statistics
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from itertools import count, cycle
from urllib.parse import urlencode, urlsplit

from tqdm import tqdm

from portal.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE
from tests.benchmarks.many_runs import EVERY_THIRD, KEY, STEPS
from tests.benchmarks.pages import BROWSER
from tests.benchmarks.servers import HOST, Server, cpu_seconds

_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_REPLY = re.compile(r'<form[^>]*action="([^"]*/replies)".*?</form>', re.DOTALL)
_DUE = re.compile(r'name="due"[^>]* value="(\d[^"]*)"')
_ADDRESS = count(1)
EVENTS = 200


class Visitor:
    """A browser with cookies, at an address of its own behind the proxy."""

    def __init__(self, server: Server) -> None:
        number = next(_ADDRESS)
        self._server = server
        self._cookies: dict[str, str] = {}
        self._from = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def get(self, path: str) -> str:
        """The page, after redirects."""
        return self._ask("GET", path, "")

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form; the page that it leads to."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str) -> str:
        headers = {
            **BROWSER,
            "X-Forwarded-For": self._from,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Sec-Fetch-Site"] = "same-origin"
        with closing(HTTPConnection(HOST, self._server.port, timeout=60)) as connection:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if response.status in {302, 303}:
            target = urlsplit(response.headers["Location"])
            return self.get(target.path + (f"?{target.query}" if target.query else ""))
        if response.status != 200:
            raise SystemExit(f"{method} {path} answered {response.status}.")
        self.url = path
        return text


@dataclass(frozen=True)
class Act:
    """Something that is done `times` in a round."""

    name: str
    times: int
    do: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    """Done once before each time, and not measured."""


def acts(portal: Server, cases: Sequence[str]) -> list[Act]:
    """What is measured; `cases` are the public ids of open ones of the first demo agent."""
    agent, hand_over = Visitor(portal), HandOver(portal)
    case, reply = cases[0], Reply(agent, cases)
    agent.get("/agent/sign-in")
    agent.post("/agent/sign-in", [("email", DEMO_PEOPLE[0].email), ("password", DEMO_PASSWORD)])
    return [
        Act("flow step: answer, redirect, next page", 30, _flow_step(portal)),
        Act(f"the same at {STEPS} steps and {EVENTS} events", 20, _long_flow_step(portal)),
        Act("hand-over: form, redirect, status page", 10, hand_over.send, hand_over.prepare),
        Act("inbox", 30, lambda: agent.get("/agent/cases")),
        Act("case page", 30, lambda: agent.get(f"/agent/cases/{case}")),
        Act("reply: form, redirect, case page", 10, reply.send, reply.prepare),
    ]


def measure(
    portal: Server, bare: Server, cases: Sequence[str], rounds: int
) -> dict[str, tuple[float, float]]:
    """By act: CPU milliseconds of the web worker, and the ratio to the bare page; medians."""
    chosen, stranger = acts(portal, cases), Visitor(bare)
    seen: dict[str, list[tuple[float, float]]] = {act.name: [] for act in chosen}
    for act in chosen:
        act.prepare()
        act.do()
    with tqdm(total=rounds * len(chosen), desc="Measuring", unit="act") as bar:
        for act in [act for _ in range(rounds) for act in chosen]:
            for _ in range(act.times):
                act.prepare()
            hello = _cpu(bare, 150, lambda: stranger.get("/"))
            spent = _cpu(portal, act.times, act.do)
            seen[act.name].append((spent, spent / hello))
            bar.update()
    return {
        name: (
            statistics.median(spent for spent, _ in figures),
            statistics.median(ratio for _, ratio in figures),
        )
        for name, figures in seen.items()
    }


def _cpu(server: Server, times: int, do: Callable[[], object]) -> float:
    before = cpu_seconds(server.worker)
    for _ in range(times):
        do()
    return (cpu_seconds(server.worker) - before) / times * 1000


def _flow_step(portal: Server) -> Callable[[], object]:
    """One customer who changes their mind again and again, each time about the first question."""
    visitor = Visitor(portal)
    visitor.get("/de/flows/internet-down")
    visitor.post("/de/flows/internet-down", [])
    run = visitor.url.rpartition("/")[0]
    turns = count()

    def step() -> None:
        option = ("all", "one")[next(turns) % 2]
        visitor.post(f"{run}/answers", [("step", "scope"), ("option", option)])

    return step


def _long_flow_step(portal: Server) -> Callable[[], object]:
    """One customer who has come to the last of many steps, with many changes behind them, and
    changes the first answer once more: each replay walks all of it."""
    visitor = Visitor(portal)
    visitor.get(f"/de/flows/{KEY}")
    visitor.post(f"/de/flows/{KEY}", [])
    run = visitor.url.rpartition("/")[0]
    for number in range(STEPS - 1):
        if number % EVERY_THIRD == EVERY_THIRD - 1:
            said = [("step", f"s{number}"), ("outcome", "could_not")]
            visitor.post(f"{run}/attempts", said)
        else:
            visitor.post(f"{run}/answers", [("step", f"s{number}"), ("option", "a")])
    turns = count()

    def step() -> None:
        option = ("b", "a")[next(turns) % 2]
        visitor.post(f"{run}/answers", [("step", "s0"), ("option", option)])

    for _ in range(EVENTS - STEPS):
        step()
    return step


class HandOver:
    """People who searched before, and are therefore no scripts to us, with the form filled in."""

    def __init__(self, portal: Server) -> None:
        self._portal = portal
        self._ready: list[tuple[Visitor, list[tuple[str, str]]]] = []

    def prepare(self) -> None:
        """One more person with a form."""
        visitor = Visitor(self._portal)
        visitor.get("/de/search?q=Postausgang")
        fields = _FIELD.findall(visitor.get("/de/contact"))
        typed = [
            ("words", "Das Senden geht nicht mehr."),
            ("name", "Sabine Berger"),
            ("email", f"berger{next(_ADDRESS)}@kunden.example"),
            ("channel", "mail"),
            ("act", "send"),
        ]
        form = [*((name, unescape(value)) for name, value in fields), *typed]
        self._ready.append((visitor, form))

    def send(self) -> None:
        """One of them presses the button."""
        visitor, form = self._ready.pop()
        visitor.post("/de/contact", form)
        if "/requests/" not in visitor.url:
            raise SystemExit("The hand-over did not lead to a status page.")


class Reply:
    """An agent who answers one case after the other, with a promise, on the page of each."""

    def __init__(self, agent: Visitor, cases: Sequence[str]) -> None:
        self._agent = agent
        self._cases = cycle(cases)
        self._ready: list[tuple[str, list[tuple[str, str]]]] = []

    def prepare(self) -> None:
        """One more page of a case with an answer typed in."""
        page = _REPLY.search(self._agent.get(f"/agent/cases/{next(self._cases)}"))
        if page is None:
            raise SystemExit("The page of the case has no form for a reply.")
        typed = [
            ("body", "Guten Tag,\n\nich habe den Server geprüft. Er nimmt wieder Mails an."),
            ("then", "go_on"),
            ("promise", "Ich sehe morgen noch einmal nach"),
            ("due", _DUE.findall(page[0])[-1]),
        ]
        hidden = [(name, unescape(value)) for name, value in _FIELD.findall(page[0])]
        self._ready.append((unescape(page[1]), hidden + typed))

    def send(self) -> None:
        """One of them is sent."""
        address, form = self._ready.pop()
        self._agent.post(address, form)
