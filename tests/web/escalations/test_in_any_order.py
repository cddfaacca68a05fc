"""A customer who answers, changes, waits, reads, comes back and has two tabs open while the flow is
published anew: nothing is asked twice or lost, and what they see is what the agent gets."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from portal.escalations.case_queries import context_lines
from portal.troubleshooter.models import RunAnswer
from tests.web.content import write
from tests.web.escalations.conftest import Desk, send
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words
from tests.web.running_flows import publish_flow

HERE = Path(__file__).parent
PART = (HERE / "winding_part.yaml").read_text(encoding="utf-8")
WHOLE = (HERE / "winding.yaml").read_text(encoding="utf-8")
RENAMED = (("light", "lamp"), ("program", "software"), ("measured", "found"), ("part", "inner"))
ARTICLE = "/de/articles/router-neu-starten"
REMEDIES = {
    "Starten Sie den Router neu": "router.restart",
    "Schalten Sie das VPN aus": "device.disable_vpn",
    "Stellen Sie die Uhr": "device.check_clock",
    "Prüfen Sie die Kabel": "router.check_cables",
}
ACTS = ("go on", "go on", "go on", "go on", "change", "old tab", "read", "publish")


def renamed(source: str) -> str:
    """The next version: some steps have other ids and say so."""
    for old, new in RENAMED:
        source = source.replace(f"\n  {old}:\n", f"\n  {new}:\n    renamed_from: [{old}]\n")
        for mark in ("next: ", "answer: ", "at_most: ", "start: ", "no_change: ", "could_not: "):
            source = source.replace(f"{mark}{old}\n", f"{mark}{new}\n")
            source = source.replace(f"{mark}{old},", f"{mark}{new},")
            source = source.replace(f"{mark}{old}}}", f"{mark}{new}}}")
    return source


@dataclass
class Customer:
    """One at a browser, and what they must find again."""

    pages: PageClient
    chance: Random
    page: Page
    tabs: list[Page] = field(default_factory=list)
    tried: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.page.url.rpartition("/")[0]

    def go_on(self) -> None:
        """Say something at the step that is shown."""
        self.say(self.page)

    def say(self, page: Page) -> None:
        """Press one of the buttons that the step has, with something chosen or typed."""
        pressed = [
            (form, button)
            for form in page.one("main").iter("form")
            for button in form.iter("button")
            if form.get("action", "").startswith(self.address)
            and not form.get("action", "").partition("?")[0].endswith("/reminders")
            and (button.get("value") not in {"solved", "worse"} or self.chance.random() < 0.1)
        ]
        if not pressed:
            return
        form, button = self.chance.choice(pressed)
        data = {item.get("name"): item.get("value") for item in form.iter("input")}
        if options := [item.get("value") for item in page.all("input", type="radio")]:
            data["option"] = self.chance.choice(options[:2] * 3 + options)
        if "text" in data:
            data["text"] = str(self.chance.randint(1, 9))
        if name := button.get("name"):
            data[name] = value = button.get("value")
            if name == "outcome" and value == "not_done":
                self.tried.pop(REMEDIES[page.h1], None)
            elif name == "outcome":
                self.tried[REMEDIES[page.h1]] = value
        answer = self.pages.browser.post(
            form.get("action"),
            data={name: value for name, value in data.items() if name},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code in {303, 422}, answer.text[:500]
        self.look()

    def look(self) -> None:
        self.tabs = [*self.tabs[-3:], self.page]
        self.page = self.pages.get(self.address, follow=True)

    def change(self) -> None:
        """Go back to something that was said, and say something else."""
        aside = self.page.all("aside", class_="so-far")
        links = [a.get("href") for a in (aside[0].iter("a") if aside else ())]
        back = [link for link in links if link and link.startswith(f"{self.address}/")]
        if back:
            page = self.pages.get(self.chance.choice(back), follow=True)
            self.say(page)

    def old_tab(self) -> None:
        """Send a form that was open all the time; it may be of no use any more."""
        known = [tab for tab in self.tabs if tab.all("form", id="answer")]
        if known:
            self.say(self.chance.choice(known))

    def read(self) -> None:
        """Do what an article says."""
        outcome = self.chance.choice(("no_change", "could_not"))
        data = {"remedy": "router.restart", "outcome": outcome}
        self.pages.post(f"{ARTICLE}/attempts", data)
        self.tried["router.restart"] = outcome
        self.look()


@pytest.fixture
def begin(pages, desk, changing):
    """A customer at the first step, by seed."""
    with changing() as session:
        body = "## Router neu starten {remedy=router.restart}\n\nZiehen Sie den Stecker.\n"
        write(session, "router", "Router neu starten", body=body)
        for source in (PART, WHOLE):
            publish_flow(session, now=desk.clock.now, source=source)

    def at_first(seed: int) -> Customer:
        page = pages.post("/de/flows/winding", follow=True, status=200)
        return Customer(pages, Random(seed), page)  # noqa: S311 - no secret

    return at_first


def answers_kept(desk: Desk) -> int:
    with desk.looking() as session:
        return session.scalar(select(func.count(RunAnswer.id))) or 0


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lost_or_asked_twice_and_the_agent_gets_what_was_seen(
    begin, pages, desk, changing, seed
):
    customer = begin(seed)
    versions = [WHOLE, renamed(WHOLE)]
    kept = 0
    for _ in range(customer.chance.randint(12, 30)):
        act = customer.chance.choice(ACTS)
        if act == "publish" and len(versions) > 1:
            with changing() as session:
                publish_flow(session, now=desk.clock.advance(minutes=1), source=versions.pop())
        elif act == "change":
            customer.change()
        elif act == "old tab":
            customer.old_tab()
        elif act == "read":
            customer.read()
        else:
            customer.go_on()
        desk.clock.advance(minutes=3)
        check_step(customer)
        assert answers_kept(desk) >= kept
        kept = answers_kept(desk)
    review = pages.get("/de/contact")
    desk.clock.advance(seconds=5)
    check_hand_over(customer, review, desk)


def check_step(customer: Customer) -> None:
    """What was tried is not proposed again, and there is a way to a person."""
    page = customer.page
    if page.h1 in REMEDIES:
        outcome = customer.tried.get(REMEDIES[page.h1])
        asks_for_result = not page.all("div", class_="step-acts")
        assert outcome is None or (outcome == "unknown" and asks_for_result), page.h1
    links = [a.get("href", "") for a in page.one("main").iter("a")]
    assert any("/contact" in link for link in links), page.url


def check_hand_over(customer: Customer, review: Page, desk: Desk) -> None:
    """Every line of the page arrives, and no other."""
    seen = [item.get("value") for item in review.all("input", name="line")]
    rows = [words(row) for row in review.all("span", class_="row-value")]
    assert len(seen) == len(rows)
    send(customer.pages, review)
    with desk.looking() as session:
        [case] = desk.cases()
        lines = context_lines(session, case)
        assert {line.remedy: line.outcome for line in lines if line.remedy} == customer.tried
        assert len(lines) == len(seen)
        for line in lines:
            assert any(line.text in row for row in rows), line.text
