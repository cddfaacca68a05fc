"""A reply that asks for what was tried and told: said while it is written, with ways out."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.windows import Windows

SAID = {
    "de": ("Ich habe den Router neu gestartet, ohne Erfolg. Fehler 0x80042109.",
           "Router neu starten",
           "Guten Tag, bitte starten Sie den Router neu. Welche Fehlermeldung sehen Sie?",
           "er seither verlegt wurde", "Tom Behrens"),
    "en": ("I restarted the router, without success. Error 0x80042109.",
           "Restart the router",
           "Hello, please restart the router. Which error message do you see?",
           "it has been moved since", "Adam Wells"),
}  # fmt: skip


def begin(page: Page, language: str, *, javascript: bool) -> None:
    """A case of a caller who said what they tried and what they see."""
    words, tried, *_rest = SAID[language]
    page.goto("/agent/cases/phone")
    page.locator("#words").fill(words)
    if not javascript:
        page.locator("button[value=look]").last.click()
    page.locator("#phone-tried").get_by_label(tried, exact=True).check()
    open_case(page, words)


def open_case(page: Page, words: str) -> None:
    """The rest of the page for callers: who it is and what they were promised."""
    page.locator("#name").fill("Hanne Lürs")
    page.locator("#phone").fill("0431 555 0123")
    page.locator("#channel-1").check()
    page.locator("#promise").fill(words[:20])
    page.locator("label[for=due-1]").click()
    page.locator("button[value=open]").click()
    expect(page.locator(".case-code")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "javascript"), [("de", True), ("en", True), ("de", False)], ids=str
)
def test_findings_stand_beside_the_text_and_each_has_a_way_out(
    windows: Windows, language: str, javascript: bool
) -> None:
    _words, tried, reply, reason, agent = SAID[language]
    page = windows.open(language, who=agent, javascript=javascript)
    begin(page, language, javascript=javascript)

    page.locator("#body").fill(reply)
    if not javascript:
        page.locator(".composer-reply button[formaction$='/checks']").last.click()
    repeat, known = page.locator(".check-repeat"), page.locator(".check-known")
    expect(repeat).to_contain_text(tried)
    expect(known).to_contain_text("0x80042109")
    if javascript:
        expect(page.locator("#body")).to_be_focused()

    repeat.locator("summary").click()
    repeat.locator("[data-reason]").fill(reason)
    repeat.locator("button[value^='reason:']").click()
    expect(repeat).to_have_count(0)
    assert f"{reason}." in page.locator("#body").input_value()
    known.locator("button[value^='remove:']").click()
    expect(known).to_have_count(0)
    assert "?" not in page.locator("#body").input_value()


def test_words_typed_before_the_scripts_are_there_are_looked_at_too(windows: Windows) -> None:
    words, tried, reply, *_rest = SAID["de"]
    page = windows.open("de", who="Tom Behrens")
    held: list[Route] = []
    page.route(re.compile(r"/(phone|reply_checks)\.js"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/phone\.js")):
        page.goto("/agent/cases/phone")
    page.locator("#words").fill(words)
    held.pop().continue_()
    expect(page.locator("#phone-tried").get_by_label(tried, exact=True)).to_be_visible()

    with page.expect_request(re.compile(r"/reply_checks\.js")):
        open_case(page, words)
    page.locator("#body").fill(reply)
    held.pop().continue_()
    expect(page.locator(".check-known")).to_contain_text("0x80042109")


def test_what_has_to_be_found_out_takes_two_clicks(windows: Windows) -> None:
    page = windows.open("de", who="Tom Behrens", javascript=False)
    begin(page, "de", javascript=False)

    page.locator(".composer-later summary").click()
    page.locator(".composer-later button").first.click()

    expect(page.locator(".talk-reply")).to_contain_text("das muss ich erst herausfinden")
