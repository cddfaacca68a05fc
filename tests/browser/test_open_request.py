"""A customer arranges a call on the page of their request, and that page, left open, says what has
happened since: nothing in it moves, and what was typed stays."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.samples import Sample
from tests.browser.story import ENGLISH, GERMAN, Words
from tests.browser.test_every_page import problems_of
from tests.browser.test_story import answer_with_a_promise
from tests.browser.windows import Windows

STORY = {"de": GERMAN, "en": ENGLISH}
PHONE = "0431 555 01 70"
LOOK_NOW = """() => {
  document.querySelector("[data-module~=live]").dataset.every = "150";
  document.dispatchEvent(new Event("visibilitychange"));
}"""
STATE = """() => [scrollX, scrollY, document.activeElement.id,
  ...[...document.querySelectorAll("main h1, main h2, main li, main textarea, footer")]
    .map((one) => { const { x, y } = one.getBoundingClientRect(); return [one.tagName, x, y]; })]"""


@dataclass(frozen=True)
class Said:
    """What the pages say in one language."""

    arrange: str
    button: str
    number: str
    refused: str
    agreed: str
    asked: str
    another: str
    answered: str
    half: str


SAID = {
    "de": Said(
        arrange="Rückruf vereinbaren",
        button="Rückruf vereinbaren",
        number="Telefonnummer",
        refused="Geben Sie die Nummer ein",
        agreed="Abgemacht.",
        asked="Sie haben um einen Rückruf gebeten",
        another="andere Zeit wählen",
        answered="{name} hat geantwortet",
        half="Noch nicht fertig getippt",
    ),
    "en": Said(
        arrange="Arrange a call",
        button="Arrange the call",
        number="Phone number",
        refused="Enter the number",
        agreed="Agreed.",
        asked="You asked to be called",
        another="choose another time",
        answered="{name} answered",
        half="Not finished yet",
    ),
}


def send_request(page: Page, language: str, address: str) -> None:
    """A request without more in it than words."""
    words = STORY[language]
    page.goto(f"/{language}/contact?queue=mail")
    page.get_by_label(words.own_words).fill(words.words)
    page.get_by_label(words.name, exact=True).fill("Sabine Berger")
    page.get_by_label(words.address).fill(address)
    page.wait_for_timeout(2_500)  # as long as a person needs (rules.QUICKEST)
    page.get_by_role("button", name=words.send).click()
    expect(page.get_by_text(words.arrived)).to_be_visible()


def arrange_call(page: Page, said: Said) -> str:
    """Choose the third time offered, first without a number; returns the time as it read."""
    page.get_by_role("link", name=said.arrange).click()
    times = page.locator("#callback_at")
    times.select_option(index=2)
    page.get_by_role("button", name=said.button).click()
    expect(page.get_by_role("alert")).to_contain_text(said.refused)
    time = times.locator("option:checked").inner_text()
    page.get_by_label(said.number).fill(PHONE)
    page.get_by_role("button", name=said.button).click()
    expect(page.get_by_role("status").first).to_contain_text(said.agreed)
    return time


def answer(agent: Page, number: str, words: Words) -> None:
    """The contact person replies, whose page says whom to call and when."""
    agent.goto(f"/agent/cases?q={number}")
    agent.locator("main a[data-row], .case-side").first.wait_for()
    if agent.locator(".case-side").count() == 0:
        agent.locator("main a[data-row]").first.click()
    expect(agent.locator("#customer")).to_contain_text(PHONE)
    answer_with_a_promise(agent, words)


@pytest.mark.parametrize(("language", "javascript"), [("de", True), ("en", False)], ids=str)
def test_a_call_takes_the_place_of_what_was_promised(
    windows: Windows, language: str, javascript: bool
) -> None:
    said = SAID[language]
    page = windows.open(language, javascript=javascript, phone=True)
    send_request(page, language, f"rueckruf.{language}@berger.example")
    time = arrange_call(page, said)

    expect(page.locator(".promise")).to_contain_text(PHONE)
    expect(page.locator(".promise-old")).to_be_visible()
    expect(page.locator(".promise-time")).to_have_text(time.rpartition("–")[2].split()[0])
    expect(page.locator(".log").nth(1).locator("li").first).to_contain_text(said.asked)
    address = page.url.partition("?")[0]
    page.get_by_role("link", name=said.another).click()
    expect(page.get_by_label(said.number)).to_have_value(PHONE)

    looking = windows.open(language)
    for shown in (address, f"{address}/callback"):
        assert list(problems_of(looking, Sample(shown), {})) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_open_page_says_who_answered_and_keeps_what_is_typed(
    windows: Windows, language: str
) -> None:
    said, words = SAID[language], STORY[language]
    page = windows.open(language)
    send_request(page, language, f"offen.{language}@berger.example")
    arrange_call(page, said)
    contact = page.locator(".contact-name").inner_text()
    number = "".join(filter(str.isdigit, page.locator(".status-line").inner_text()))
    news = page.locator("[data-live-news]")
    page.locator("#body").fill(said.half)
    page.wait_for_load_state("networkidle")  # its scripts are there
    page.evaluate(LOOK_NOW)
    expect(news).to_be_empty()
    before = page.evaluate(STATE)

    answer(windows.open(who=contact), number, words)
    expect(news).to_contain_text(said.answered.format(name=contact))
    expect(news).to_be_in_viewport()
    assert page.evaluate(STATE) == before

    with page.expect_navigation():
        news.get_by_role("link").click()
    expect(page.locator("#happened")).to_be_in_viewport()
    expect(page.locator("main")).to_contain_text(words.reply.splitlines()[-1])
    expect(page.locator("#body")).to_have_value(said.half)
    expect(news).to_be_empty()


def test_files_that_were_chosen_are_not_lost_by_looking(windows: Windows) -> None:
    page = windows.open("de")
    send_request(page, "de", "dateien@berger.example")
    page.goto(page.url.partition("?")[0])
    page.locator("#files").set_input_files(
        {"name": "fehler.txt", "mimeType": "text/plain", "buffer": b"0x80042109"}
    )
    page.wait_for_load_state("networkidle")
    page.evaluate(LOOK_NOW)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#body").fill("Aus dem anderen Fenster")
    other.get_by_role("button", name=GERMAN.send_answer).click()

    link = page.locator("[data-live-news]").get_by_role("link")
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("main")).to_contain_text("Aus dem anderen Fenster")
    assert page.locator("#files").evaluate("(field) => field.files.length") == 1
