"""In their own words: from the text to what was understood, past what was tried, to a person."""

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import ALL_RULES, CONTRAST, RUN_AXE, SIDEWAYS
from tests.browser.test_guided_help import go_on
from tests.browser.test_keyboard_and_print import walk
from tests.browser.windows import DESKTOP, PHONE, Windows

MOST_STEPS = 20


@dataclass(frozen=True)
class Words:
    """What is typed, read and pressed in one language."""

    text: str
    go: str
    right: str
    flow: str
    quote: str
    remedy: str
    left_out: str
    no_change: str
    person: str
    again: str


WORDS = {
    "de": Words(
        text="Seit Freitag kann ich mit Outlook keine Mails mehr senden, Empfangen geht. Es kommt "
        "der Fehler 0x80042109. Das Passwort habe ich in Outlook schon neu eingegeben, hat nichts "
        "gebracht. Soll ich den Router auch neu starten?",
        go="Weiter",
        right="Stimmt so, weiter",
        flow="E-Mails kommen an, lassen sich aber nicht senden",
        quote="aus Ihrem Text: „Das Passwort habe ich in Outlook schon neu eingegeben“",
        remedy="Passwort im Mailprogramm neu eintragen",
        left_out="Übersprungen, weil Sie es schon versucht haben",
        no_change="ohne Wirkung",
        person="Mit einem Menschen sprechen",
        again="doch noch einmal zeigen",
    ),
    "en": Words(
        text="Since Friday I cannot send mail with Outlook, receiving works. The error is "
        "0x80042109. I already re-entered the password in Outlook, it did not help. "
        "Should I restart the router as well?",
        go="Continue",
        right="That is right, continue",
        flow="You can receive email but not send it",
        quote="from your text: “I already re-entered the password in Outlook”",
        remedy="Re-enter the password in the mail app",
        left_out="Left out, because you have tried it already",
        no_change="no effect",
        person="Talk to a person",
        again="show it all the same",
    ),
}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_was_tried_is_left_out_and_goes_along(
    windows: Windows, language: str, javascript: bool
) -> None:
    words = WORDS[language]
    page = windows.open(language, javascript=javascript, phone=not javascript)
    tell(page, language)

    box = page.get_by_role("checkbox", name=words.remedy)
    expect(box).to_be_checked()
    expect(page.get_by_text(words.quote)).to_be_visible()
    expect(page.locator("[id^='did-router']")).to_have_count(0)
    page.get_by_role("radio", name=words.flow).check()
    page.get_by_role("button", name=words.right).click()

    page.wait_for_url(re.compile("/runs/[0-9a-f]+/"))
    seen = walk_to(page, words.left_out)
    assert words.remedy not in seen
    expect(page.locator(".passed-by")).to_contain_text(words.remedy)
    page.locator(".passed-by").get_by_role("link", name=words.again).click()
    expect(page.locator(".step-already")).to_contain_text(words.no_change)

    page.goto(f"/{language}/contact")
    expect(page.locator(".review-words")).to_have_text(words.text)
    attempt = page.locator(".review-rows li", has_text=words.remedy)
    expect(attempt).to_contain_text(words.no_change)
    expect(page.get_by_role("main")).to_contain_text("0x80042109")


def test_axe_finds_nothing_serious_on_what_was_understood(windows: Windows) -> None:
    page = windows.open("de", color_scheme="light")
    wrong: list[str] = []
    tell(page, "de")
    for address in (page.url, "/de/intake", "/de/intake/results", "/de/flows/mail-send-fails"):
        page.goto(address)
        page.evaluate(AXE_SCRIPT)
        for width, size in (("wide", DESKTOP), ("narrow", PHONE)):
            page.set_viewport_size(size)
            for theme, rules in (("light", ALL_RULES), ("dark", CONTRAST)):
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                found = page.evaluate(RUN_AXE, rules)
                wrong += (f"{address} ({theme}, {width}): {each}" for each in found)
            if page.evaluate(SIDEWAYS):
                wrong.append(f"{address} ({width}): scrolls sideways")
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)


def test_everything_is_reached_and_chosen_with_the_keyboard(windows: Windows) -> None:
    page = windows.open("de")
    tell(page, "de")

    stops = walk(page)
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    names = [stop["name"] for stop in stops]
    assert names.index(WORDS["de"].remedy) < names.index(WORDS["de"].right)

    box = page.get_by_role("checkbox", name=WORDS["de"].remedy)
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    expect(page.locator(".chip-foot").first).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/runs/|/understood"))


def test_the_person_button_takes_the_typed_text_along(windows: Windows) -> None:
    page = windows.open("de", javascript=False)
    page.goto("/de/intake")
    page.get_by_role("textbox").fill(WORDS["de"].text)

    page.get_by_role("button", name=WORDS["de"].person).click()

    page.wait_for_url(re.compile("/de/contact"))
    expect(page.locator(".review-words")).to_have_text(WORDS["de"].text)


def tell(page: Page, language: str) -> None:
    """Write the text and arrive at what was understood of it."""
    page.goto(f"/{language}/intake")
    page.get_by_role("textbox").fill(WORDS[language].text)
    page.get_by_role("button", name=WORDS[language].go, exact=True).click()
    page.wait_for_url(re.compile("/intake/understood"))


def walk_to(page: Page, words: str) -> str:
    """Go on until these words stand there; returns the titles on the way."""
    titles = ""
    for _ in range(MOST_STEPS):
        titles += page.locator("h1").inner_text() + "\n"
        if page.get_by_text(words).count():
            break
        assert go_on(page)
    return titles
