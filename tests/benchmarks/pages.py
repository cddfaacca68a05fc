"""CPU time a request: interleaved rounds over all pages, medians, ratios to the bare page."""

import json
import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from urllib.parse import quote

from tqdm import tqdm

from tests.benchmarks.servers import HOST, Server, cpu_seconds

# What Firefox sends a stranger's first request with.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "de,en-US;q=0.7,en;q=0.3",
    "Accept-Encoding": "gzip, deflate",
}
WORDS = (
    "Postausgang",
    "Passwort",
    "Router",
    "Drucker",
    "Rechnung",
    "Domain",
    "WordPress",
    "Outlook",
    "Thunderbird",
    "Telefon",
    "WLAN",
    "Zertifikat",
    "Spam",
    "Postfach",
    "Mahnung",
    "Webspace",
    "Kennwort",
    "Verbindung",
    "Fehler",
    "Weiterleitung",
)
BARE = "a bare Flask page"


@dataclass(frozen=True)
class Case:
    """One kind of request: whose CPU counts, how often a round asks, the address of the n-th."""

    name: str
    server: Server
    times: int
    address: Callable[[int], str]
    status: int = 200
    etag: str = ""
    target: float | None = None


@dataclass(frozen=True)
class Cost:
    """Medians: CPU milliseconds a request, their ratio to the bare page asked just before."""

    case: Case
    web: float
    ratio: float
    embedder: float


def cases(portal: Server, hello: Server) -> list[Case]:
    """The pages of the help centre that strangers ask for most."""
    sitemap = _get(portal, "/sitemap.xml", {}, 200)[1].decode()
    articles = re.findall(r"<loc>http://[^/]*(/de/articles/[^<]*)", sitemap)
    topics = re.findall(r"<loc>http://[^/]*(/de/topics/[^<]*)", sitemap)
    article = articles[len(articles) // 2]
    etag = _get(portal, article, {}, 200)[0]["ETag"]

    def page(name: str, path: str, target: float | None = None) -> Case:
        return Case(name, portal, 150, lambda _: path, target=target)

    def anew(name: str, path: str) -> Case:
        """An address with a query is never kept."""
        return Case(name, portal, 30, lambda number: f"{path}?n={number}")

    return [
        Case(BARE, hello, 150, lambda _: "/"),
        page("home", "/de/", target=2.0),
        anew("home, rendered anew", "/de/"),
        page("article", article, target=2.0),
        anew("article, rendered anew", article),
        Case("article, 304", portal, 150, lambda _: article, 304, etag, target=1.3),
        page("topic", topics[0]),
        Case("search", portal, 15, lambda number: f"/de/search?q={quote(_query(number))}"),
        Case(
            "suggestions",
            portal,
            50,
            lambda number: f"/de/search/suggestions?q={quote(WORDS[number % len(WORDS)][:4])}",
        ),
        page("sitemap.xml", "/sitemap.xml"),
    ]


def search_mode(portal: Server) -> str:
    """How the portal searches in this run: hybrid, keyword or semantic."""
    body = _get(portal, "/api/v1/search?q=Postausgang", {}, 200)[1]
    return str(json.loads(body)["mode"])


def measure(chosen: list[Case], rounds: int) -> list[Cost]:
    """Ask for every page in each round, and for the bare page before each of them, so that what
    else the machine does meets both alike."""
    numbers = count()
    bare = next(case for case in chosen if case.name == BARE)
    for case in chosen:
        for _ in range(5):
            _ask(case, next(numbers))
    seen: dict[str, list[tuple[float, float, float]]] = {case.name: [] for case in chosen}
    with tqdm(total=rounds * len(chosen), desc="Measuring", unit="page") as bar:
        for case in [case for _ in range(rounds) for case in chosen]:
            hello, _ = _round(bare, numbers)
            web, embedder = (hello, 0.0) if case is bare else _round(case, numbers)
            seen[case.name].append((web, web / hello, embedder))
            bar.update()
    return [
        Cost(case, *(statistics.median(figures) for figures in zip(*seen[case.name], strict=True)))
        for case in chosen
    ]


def _round(case: Case, numbers: Iterator[int]) -> tuple[float, float]:
    """CPU milliseconds a request of the web worker and of the embedder."""
    web, embedder = cpu_seconds(case.server.worker), _embedder(case.server)
    for _ in range(case.times):
        _ask(case, next(numbers))
    scale = 1000 / case.times
    spent = cpu_seconds(case.server.worker) - web, _embedder(case.server) - embedder
    return spent[0] * scale, spent[1] * scale


def _ask(case: Case, number: int) -> None:
    headers = {"If-None-Match": case.etag} if case.etag else {}
    _get(case.server, case.address(number), headers, case.status)


def _get(
    server: Server, path: str, headers: dict[str, str], status: int
) -> tuple[dict[str, str], bytes]:
    """One request on a connection of its own, as a reverse proxy makes them by default."""
    with closing(HTTPConnection(HOST, server.port, timeout=60)) as connection:
        connection.request("GET", path, headers={**BROWSER, **headers})
        response = connection.getresponse()
        body = response.read()
    if response.status != status:
        raise SystemExit(f"{path} answered {response.status} instead of {status}.")
    return dict(response.getheaders()), body


def _embedder(server: Server) -> float:
    return cpu_seconds(server.embedder) if server.embedder else 0.0


def _query(number: int) -> str:
    """A query that was not asked before: its vector is in no cache."""
    words = (WORDS[number % 20], WORDS[number // 20 % 20], WORDS[(number * 7 + 3) % 20])
    return f"{' '.join(words)} {number}"
