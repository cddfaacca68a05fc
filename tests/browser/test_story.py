"""The story of the product: a customer who can receive mail but not send it explains once.

They search, read, go through the flow, hand over, and get an answer from somebody who has all of
that in front of them. The mails go through a real SMTP server.
"""

import os
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import finish
from tests.browser.desk import png
from tests.browser.portal_process import own_portal
from tests.browser.story import ENGLISH, GERMAN, Words
from tests.browser.windows import Windows
from tests.mailbox import Mailbox, plain, running

WORDS = {"de": GERMAN, "en": ENGLISH}
pytestmark = pytest.mark.xdist_group("story")


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """The mail server of the organisation."""
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def story_portal(mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal that mails."""
    with own_portal(tmp_path_factory.mktemp("story"), PORTAL_SMTP_URL=mailbox.url) as url:
        yield url


@pytest.fixture
def story_windows(
    browser: Browser, story_portal: str, request: pytest.FixtureRequest
) -> Iterator[Windows]:
    """Windows on the portal that mails."""
    windows = Windows(browser, story_portal, {})
    yield windows
    finish(windows, request)


@pytest.mark.parametrize(
    ("language", "javascript"), [("de", True), ("en", True), ("de", False)], ids=str
)
def test_a_customer_explains_once_and_is_answered(
    story_windows: Windows, mailbox: Mailbox, language: str, javascript: bool
) -> None:
    words = WORDS[language]
    customer = story_windows.open(language, javascript=javascript)
    address = f"sabine.{language}.{javascript}@baeckerei-berger.example".lower()

    read_in_vain(customer, language, words)
    go_through_the_flow(customer, words)
    hand_over(customer, words, address)
    status_page = customer.url
    confirm_the_address(customer, mailbox, words, address)

    agent = story_windows.open("de", who=GERMAN.agent, javascript=javascript)
    the_agent_sees_everything(agent, words)
    answer_with_a_promise(agent, words)

    expect_reply_by_mail(mailbox, words, address)
    customer.goto(status_page)
    expect(customer.get_by_text(words.reply.splitlines()[-1])).to_be_visible()
    expect(customer.locator("main")).to_contain_text(words.promise)
    customer.get_by_label(words.answer_field).fill(words.answer)
    customer.get_by_role("button", name=words.send_answer).click()

    agent.reload()
    expect(agent.locator("main")).to_contain_text(words.answer)
    customer.get_by_role("button", name=words.solved).click()
    expect(customer.locator(".status-line")).to_contain_text(words.closed)
    agent.reload()
    expect(agent.locator("main")).to_contain_text(GERMAN.closed)


def read_in_vain(page: Page, language: str, words: Words) -> None:
    """Search, open the article, say that it did not help."""
    page.goto(f"/{language}/")
    page.get_by_label(words.field).fill(words.question)
    page.get_by_role("button", name=words.search).click()
    page.locator("a[href*='/articles/']", has_text=words.article).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.article)
    page.get_by_role("button", name=words.not_helped, exact=True).click()
    page.get_by_role("link", name=words.flow).click()


def go_through_the_flow(page: Page, words: Words) -> None:
    """Four answers, three remedies, and a second thought about the first of them."""
    page.get_by_role("button", name=words.begin).click()
    for answer in words.answers:
        page.get_by_label(answer).check()
        page.get_by_role("button", name=words.go_on).click()
    for remedy, outcome in (
        (words.done_password, words.no_change),
        (words.done_server, words.no_change),
        (words.done_sign_in, words.could_not),
    ):
        expect(page.get_by_role("heading", level=1)).to_have_text(remedy)
        page.get_by_role("button", name=outcome).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(words.done_sign_in)
    here = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name=words.done_password).click()
    page.get_by_role("button", name=words.could_not).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(here)  # nothing was asked again


def hand_over(page: Page, words: Words, address: str) -> None:
    """Review what goes along, add own words and a picture, send."""
    page.get_by_role("link", name=words.person).first.click()
    page.get_by_label(words.own_words).fill(words.words)
    page.get_by_label(words.add_file).set_input_files(
        {"name": "fehler.png", "mimeType": "image/png", "buffer": png()}
    )
    page.get_by_label(words.name, exact=True).fill("Sabine Berger")
    page.get_by_label(words.address).fill(address)
    for remedy in (words.done_password, words.done_server, words.done_sign_in):
        expect(page.locator("main")).to_contain_text(remedy)
    page.get_by_role("button", name=words.send).click()
    expect(page.get_by_text(words.arrived)).to_be_visible()
    expect(page.locator(".contact-name")).to_be_visible()
    expect(page.locator(".promise")).to_be_visible()


def confirm_the_address(page: Page, mailbox: Mailbox, words: Words, address: str) -> None:
    """The first mail is neutral; the page behind its link asks before anything happens."""
    neutral = mailbox.wait_for(lambda mail: address in mail["To"])
    assert "Sabine" not in neutral.as_string()
    assert words.words[:20] not in text_of(neutral)
    page.goto(link_in(neutral))
    page.get_by_role("button", name=words.confirm).click()
    expect(page.get_by_text(words.confirmed)).to_be_visible()
    full = mailbox.wait_for(
        lambda mail: address in mail["To"] and words.words[:20] in text_of(mail)
    )
    assert full["In-Reply-To"] == neutral["Message-ID"]


def the_agent_sees_everything(page: Page, words: Words) -> None:
    """Own words, answers, every attempt with outcome and time, what was read; and the picture."""
    page.goto("/agent/cases")
    page.locator("main a", has_text=words.words[:20]).first.click()
    story = page.locator(".case-story")
    expect(story).to_contain_text(words.words)
    for remedy, outcome in (
        (words.done_password, GERMAN.was_could_not),
        (words.done_server, GERMAN.was_no_change),
        (words.done_sign_in, GERMAN.was_could_not),
    ):
        line = story.get_by_role("listitem").filter(has_text=remedy)
        expect(line).to_contain_text(outcome)
        expect(line).to_contain_text(re.compile(r"\d{1,2}:\d\d"))
    for read in (words.question, words.article, *words.answers):
        expect(story).to_contain_text(read)
    expect(page.locator("main")).to_contain_text("fehler.png")
    if folder := os.environ.get("STORY_TEXT"):  # what the agent saw, for whoever wants to read it
        Path(folder, f"{words.send}.txt").write_text(story.inner_text(), encoding="utf-8")


def answer_with_a_promise(page: Page, words: Words) -> None:
    """Reply, and say what happens next and by when."""
    page.locator("#body").fill(words.reply)
    page.locator("#promise").fill(words.promise)
    page.locator("label[for='due-1']").click()
    page.get_by_role("button", name=GERMAN.send_reply).click()
    expect(page.locator("main")).to_contain_text(words.reply.splitlines()[-1])


def expect_reply_by_mail(mailbox: Mailbox, words: Words, address: str) -> None:
    """The answer in full, in the thread of the first mail, with the promise."""
    reply = mailbox.wait_for(
        lambda mail: address in mail["To"] and words.reply.splitlines()[-1][:30] in text_of(mail)
    )
    assert words.promise in text_of(reply)
    assert reply["References"]
    assert reply["Message-ID"] not in reply["References"]


def text_of(mail: EmailMessage) -> str:
    """The text of a mail on one line."""
    return " ".join(plain(mail).split())


def link_in(mail: EmailMessage) -> str:
    """The address that the mail leads to."""
    found = re.search(r"https?://\S+", plain(mail))
    assert found is not None
    return found[0]
