"""Somebody is away and a colleague answers in their place; a promise is about to break while two
people write; a caller's case is opened while they are still on the phone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from portal.background import session_factory
from portal.core.db import transaction
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.promises.operations import open_promise
from portal.escalations.watching.operations import watch
from portal.web.locale import app_of_languages
from tests.browser.conftest import finish
from tests.browser.portal_process import own_portal
from tests.browser.story import ENGLISH, GERMAN
from tests.browser.windows import Windows

pytestmark = pytest.mark.xdist_group("contact_persons")
STORY = {"de": GERMAN, "en": ENGLISH}


@dataclass(frozen=True)
class Said:
    """What customer and agent read and write in one language."""

    away: str
    standing_in: str
    patience: str
    meanwhile: str
    caller: str
    tried: str
    promise: str
    took_it_down: str
    agent: str


SAID = {
    "de": Said(
        away="ist bis",
        standing_in="(in Vertretung für {name})",
        patience="Wir brauchen länger, als wir gedacht haben",
        meanwhile="Das schreibe ich gerade.",
        caller="Ich habe den Router neu gestartet, ohne Erfolg. Fehler 0x80042109.",
        tried="Router neu starten",
        promise="Ich sehe nach und rufe Sie an",
        took_it_down="Sie haben angerufen",
        agent="Tom Behrens",
    ),
    "en": Said(
        away="is away up to and including",
        standing_in="(standing in for {name})",
        patience="We need longer than we thought.",
        meanwhile="I am just writing this.",
        caller="I restarted the router, without success. Error 0x80042109.",
        tried="Restart the router",
        promise="I look into it and call you",
        took_it_down="You called",
        agent="Adam Wells",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contact_persons")


@pytest.fixture(scope="module")
def own_url(folder: Path) -> Iterator[str]:
    """A portal whose people nobody else needs to be there."""
    with own_portal(folder) as url:
        yield url


@pytest.fixture
def soon(folder: Path, own_url: str) -> Callable[[str], None]:
    """soon(number): the watch does its round a minute before the promise of this case is due."""

    def watch_it(number: str) -> None:
        settings = Settings.from_env({"PORTAL_DATA_DIR": str(folder / "data")})
        office = Office(settings, load_organisation(settings.organisation_file))
        languages = app_of_languages(office.organisation).app_context()
        with languages, session_factory(settings)() as session, transaction(session):
            mine = select(Escalation).where(Escalation.number == int(number))
            case = session.scalars(mine).one()
            promise = open_promise(session, case)
            assert promise is not None
            now = promise.due_at - timedelta(minutes=1)
            while watch(session, office, now=now):
                pass

    return watch_it


@pytest.fixture
def desk(browser: Browser, own_url: str, request: pytest.FixtureRequest) -> Iterator[Windows]:
    windows = Windows(browser, own_url, {})
    yield windows
    finish(windows, request)


def ask(page: Page, language: str) -> str:
    """Send a request; returns the name of the contact person."""
    words = STORY[language]
    page.goto(f"/{language}/contact?queue=mail")
    page.get_by_label(words.own_words).fill(words.words)
    page.get_by_label(words.name, exact=True).fill("Sabine Berger")
    page.get_by_label(words.address).fill(f"sabine.{language}@baeckerei-berger.example")
    page.wait_for_timeout(2_500)  # as long as a person needs (rules.QUICKEST)
    page.get_by_role("button", name=words.send).click()
    expect(page.get_by_text(words.arrived)).to_be_visible()
    return page.locator(".contact-name").inner_text()


def today() -> date:
    """The day where the organisation is."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def be_away(page: Page) -> None:
    """Note an absence of a week."""
    page.goto("/agent/account")
    page.locator("a[href$='/work']").click()
    page.locator("#first_day").fill(today().isoformat())
    page.locator("#last_day").fill((today() + timedelta(days=7)).isoformat())
    page.locator("form[action$='/absences'] button").click()
    expect(page.get_by_role("status")).to_be_visible()


def reload_until(page: Page, selector: str, words: str) -> None:
    """Look again until the worker has done its part."""
    for _second in range(60):
        page.reload()
        found = page.locator(selector)
        if found.count() and words in found.inner_text():
            return
        page.wait_for_timeout(1_000)
    raise AssertionError(f"{words} never came")


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_deputy_answers_and_the_contact_person_stays(desk: Windows, language: str) -> None:
    said = SAID[language]
    customer = desk.open(language)
    contact = ask(customer, language)
    away = desk.open("de", who=contact)
    be_away(away)

    deputy = next(name for name in ("Lena Braun", "Tom Behrens") if name != contact)
    reload_until(customer, ".contact-away", deputy)
    expect(customer.locator(".contact-away")).to_contain_text(f"{contact} {said.away}")
    expect(customer.locator(".contact-name")).to_have_text(contact)

    colleague = desk.open("de", who=deputy)
    colleague.goto("/agent/cases?view=deputy")
    colleague.locator("a[data-row]", has_text=STORY[language].words[:20]).click()
    colleague.locator("#body").fill(STORY[language].reply)
    colleague.locator("#promise").fill(STORY[language].promise)
    colleague.locator("label[for=due-1]").click()
    colleague.locator("[data-send]").first.click()
    expect(colleague.locator("#body")).to_have_value("")
    customer.reload()
    expect(customer.locator("main")).to_contain_text(
        f"{deputy} {said.standing_in.format(name=contact)}"
    )

    away.locator("form[action$='/ending'] button").first.click()
    customer.reload()
    expect(customer.locator(".contact-away")).to_have_count(0)
    expect(customer.locator(".contact-name")).to_have_text(contact)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_promise_about_to_break_is_told_before_it_does(
    desk: Windows, soon: Callable[[str], None], language: str
) -> None:
    said, words = SAID[language], STORY[language]
    customer = desk.open(language)
    contact = ask(customer, language)
    number = "".join(filter(str.isdigit, customer.locator(".status-line").inner_text()))
    colleague = next(name for name in ("Lena Braun", "Tom Behrens") if name != contact)
    writing, other = desk.open("de", who=contact), desk.open("de", who=colleague)
    for page in (writing, other):
        page.goto(f"/agent/cases?q={number}")
        expect(page.locator("#body")).to_be_visible()
    writing.locator("#body").fill(said.meanwhile)

    soon(number)
    customer.reload()
    expect(customer.locator(".promise")).to_contain_text(said.patience)
    expect(writing.locator(".live-news")).not_to_be_empty()
    expect(writing.locator("#body")).to_have_value(said.meanwhile)

    other.reload()
    other.locator("#body").fill(words.reply)
    other.locator("#promise").fill(words.promise)
    other.locator("label[for=due-1]").click()
    other.locator("[data-send]").first.click()
    expect(other.locator(".talk-reply")).to_be_visible()
    writing.locator("#promise").fill(words.promise)
    writing.locator("label[for=due-1]").click()
    desk.expected.add(409)
    writing.locator("[data-send]").first.click()
    expect(writing.get_by_role("alert")).to_contain_text(colleague)
    expect(writing.locator("#body")).to_have_value(said.meanwhile)
    customer.reload()
    expect(customer.locator("main")).to_contain_text(words.reply)
    expect(customer.locator("main")).not_to_contain_text(said.meanwhile)


@pytest.mark.parametrize(
    ("language", "javascript"), [("de", True), ("en", True), ("de", False)], ids=str
)
def test_a_case_by_phone(desk: Windows, language: str, javascript: bool) -> None:
    said = SAID[language]
    agent = desk.open(language, who=said.agent, javascript=javascript)
    agent.goto("/agent/cases")
    agent.locator("a[href='/agent/cases/phone']").click()
    agent.locator("#words").fill(said.caller)
    if not javascript:
        agent.locator("button[value=look]").last.click()
    chip = agent.locator("#phone-tried").get_by_label(said.tried, exact=True)
    expect(chip).to_be_visible()
    chip.check()
    expect(agent.locator("#fact-error_text")).to_have_value("0x80042109")
    agent.locator("#name").fill("Hanne Lürs")
    agent.locator("#phone").fill("0431 555 0123")
    agent.locator("#channel-1").check()
    agent.locator("#promise").fill(said.promise)
    agent.locator("label[for=due-1]").click()
    agent.locator("button[value=open]").click()

    expect(agent.locator("main")).to_contain_text(said.tried)
    code = agent.locator(".case-code").inner_text()
    assert re.fullmatch(r"\S{4} \S{4}", code)
    customer = desk.open(language, phone=True, javascript=javascript)
    customer.goto(f"/{language}/requests/code")
    customer.locator("#code").fill(code.lower())
    customer.locator("main button").click()
    expect(customer.locator("main")).to_contain_text(said.took_it_down)
    expect(customer.locator(".promise")).to_contain_text(said.promise)
