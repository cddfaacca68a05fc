"""A customer says nothing: one reminder, a friendly close, and one click on what the mail leads to
opens the request again with all of it. The mails go through a real SMTP server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.background import session_factory
from portal.core.clock import utc_now
from portal.core.db import transaction
from portal.core.jobs import Job
from portal.core.mail import OutboundMail
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.escalations.desk.operations import wait_for_customer
from portal.escalations.models import Escalation, Promise
from portal.escalations.office import Office
from portal.escalations.promises.operations import open_promise
from portal.escalations.promises.reminder_operations import close_silent, remind
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening
from portal.web.locale import app_of_languages
from tests.browser.conftest import finish
from tests.browser.portal_process import own_portal
from tests.browser.samples import Sample
from tests.browser.story import ENGLISH, GERMAN
from tests.browser.test_every_page import problems_of
from tests.browser.test_story import link_in, text_of
from tests.browser.windows import Windows
from tests.mailbox import Mailbox, running

pytestmark = pytest.mark.xdist_group("closing")
STORY = {"de": GERMAN, "en": ENGLISH}


@dataclass(frozen=True)
class Said:
    """What the mails and pages say in one language."""

    reminder: str
    closed: str
    status: str
    reopen: str
    opened: str
    corrected: str
    correct: str
    outcome: str
    thanks: str
    write: str
    send: str


SAID = {
    "de": Said(
        reminder="schließen wir die Anfrage vorerst",
        closed="wir haben nichts von Ihnen gehört",
        status="Vorerst geschlossen",
        reopen="Anfrage wieder öffnen",
        opened="Die Anfrage ist wieder offen",
        corrected="von Ihnen berichtigt",
        correct="Berichtigen",
        outcome="geholfen",
        thanks="Danke, das war schnell.",
        write="Danke schreiben",
        send="Abschicken",
    ),
    "en": Said(
        reminder="we close the request for now",
        closed="we have heard nothing from you",
        status="Closed for now",
        reopen="Open the request again",
        opened="The request is open again",
        corrected="corrected by you",
        correct="Correct",
        outcome="helped",
        thanks="Thank you, that was quick.",
        write="Write a thank-you",
        send="Send it",
    ),
}


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """The mail server of the organisation."""
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("closing")


@pytest.fixture(scope="module")
def own_url(folder: Path, mailbox: Mailbox) -> Iterator[str]:
    """A portal that mails, and in which time may pass."""
    with own_portal(folder, PORTAL_SMTP_URL=mailbox.url) as url:
        yield url


@pytest.fixture
def desk(browser: Browser, own_url: str, request: pytest.FixtureRequest) -> Iterator[Windows]:
    windows = Windows(browser, own_url, {})
    yield windows
    finish(windows, request)


@pytest.fixture
def silence(
    folder: Path, own_url: str, mailbox: Mailbox
) -> Callable[[str, str, str], EmailMessage]:
    """silence(number, words of the reminder, words of the close): days go by in which nothing is
    heard; returns the mail that the request was closed."""
    there = {"PORTAL_DATA_DIR": str(folder / "data"), "PORTAL_BASE_URL": own_url}
    settings = Settings.from_env(there)
    office = Office(settings, load_organisation(settings.organisation_file))
    factory = session_factory(settings)

    def wait(session: Session, case: Escalation) -> int:
        now = utc_now()
        calendar = service_of(session, office.organisation, case.queue, now).calendar
        morning = next_opening(calendar, now)
        actor = case.contact_id or 0
        wait_for_customer(session, case, morning, revision=case.revision, actor_id=actor, now=now)
        promise = open_promise(session, case)
        assert promise is not None
        remind(session, promise.id, office, now=morning)
        last = open_promise(session, case)
        assert last is not None
        return last.id

    def send_now(session: Session) -> None:
        """Mails of a morning that has not come yet go out at once."""
        mails = update(Job).where(Job.kind == "send_mail", Job.done_at.is_(None))
        session.execute(mails.values(run_at=utc_now()))

    def go_by(number: str, reminder: str, closed: str) -> EmailMessage:
        with app_of_languages(office.organisation).app_context():
            with factory() as session, transaction(session):
                mine = select(Escalation).where(Escalation.number == int(number))
                last = wait(session, session.scalars(mine).one())
                send_now(session)
            mailbox.wait_for(lambda mail: reminder in text_of(mail))
            with factory() as session, transaction(session):
                session.execute(update(OutboundMail).values(state="sent"))
                promise = session.get_one(Promise, last)
                close_silent(session, last, office, now=promise.due_at)
                send_now(session)
        return mailbox.wait_for(lambda mail: closed in text_of(mail))

    return go_by


def ask(page: Page, language: str) -> str:
    """Send a request with an attempt in it; returns its number."""
    words = STORY[language]
    page.goto(f"/{language}/contact?queue=mail")
    page.get_by_label(words.own_words).fill(words.words)
    page.get_by_label(words.name, exact=True).fill("Sabine Berger")
    page.get_by_label(words.address).fill(f"sabine.{language}@stille.example")
    page.locator(".diagnostics > summary").click()
    page.locator("#diagnostic-system").check()
    page.wait_for_timeout(2_500)  # as long as a person needs (rules.QUICKEST)
    page.get_by_role("button", name=words.send).click()
    expect(page.get_by_text(words.arrived)).to_be_visible()
    return "".join(filter(str.isdigit, page.locator(".status-line").inner_text()))


@pytest.mark.parametrize(("language", "javascript"), [("de", True), ("en", False)], ids=str)
def test_silence_is_answered_kindly_and_one_click_takes_it_back(
    desk: Windows,
    silence: Callable[[str, str, str], EmailMessage],
    language: str,
    javascript: bool,
) -> None:
    said, words = SAID[language], STORY[language]
    customer = desk.open(language, javascript=javascript)
    number = ask(customer, language)
    contact = customer.locator(".contact-name").inner_text()

    mail = silence(number, said.reminder, said.closed)
    customer.reload()
    expect(customer.locator(".status-top")).to_contain_text(said.status)
    looking = desk.open(language)
    for address in (customer.url, link_in(mail)):
        assert list(problems_of(looking, Sample(address), {})) == []

    later = desk.open(language, javascript=javascript, phone=True)
    later.goto(link_in(mail))
    expect(later.get_by_role("heading", level=1)).to_have_text(said.reopen)
    later.get_by_role("button", name=said.reopen).click()
    expect(later.locator(".band-ok")).to_contain_text(said.opened)
    expect(later.locator(".contact-name")).to_have_text(contact)
    expect(later.locator(".promise")).to_be_visible()
    expect(later.locator("main")).to_contain_text(words.words)

    later.locator(".sent-context > summary").click()
    later.locator(".row-correct > summary").first.click()
    later.locator(".row-correct input.input").first.fill("Lynx 2.8")
    later.locator(".row-correct button").first.click()
    expect(later.locator(".sent-context")).to_contain_text(said.corrected)
    later.get_by_role("button", name=words.solved).click()
    later.locator(".status-thanks summary").click()
    later.locator("#thanks").fill(said.thanks)
    later.get_by_role("button", name=said.send).click()
    expect(later.locator(".status-thanks")).to_contain_text(said.thanks)
    assert list(problems_of(looking, Sample(later.url), {})) == []

    agent = desk.open("de", who=contact)
    agent.goto("/agent/cases/thanks")
    expect(agent.locator(".thanks-list")).to_contain_text(said.thanks)
    agent.locator(".thanks-list a").first.click()
    expect(agent.locator(".case-story")).to_contain_text("Lynx 2.8")
