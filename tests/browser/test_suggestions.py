"""Suggestions while somebody types, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.windows import Windows

WORDS = {
    "de": ("Was funktioniert nicht?", "E-Mail", "Vorschläge", r"^\d+ Vorschläge$"),
    "en": ("What is not working?", "email", "Suggestions", r"^\d+ suggestions$"),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_suggestion_is_chosen_by_arrow_and_enter(windows: Windows, language: str) -> None:
    field, typed, name, announced = WORDS[language]
    page = windows.open(language)
    page.goto(f"/{language}/")
    box = page.get_by_role("combobox", name=field)
    box.focus()
    page.keyboard.type(typed)
    options = page.get_by_role("listbox", name=name).get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(status(page)).to_have_text(re.compile(announced))

    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(box).to_be_focused()
    wanted = options.first.inner_text().split("\n")[0]  # a flow says below what it is
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted)


def test_the_arrows_go_round_and_escape_closes_but_keeps_the_words(windows: Windows) -> None:
    page = windows.open()
    page.goto("/de/")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("E-Mail")
    options = page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("E-Mail")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{windows.url}/de/search?q=E-Mail")


def test_that_there_are_no_suggestions_is_said_too(windows: Windows) -> None:
    page = windows.open()
    page.goto("/de/")
    page.get_by_role("combobox").press_sequentially("qwxyzzy")
    expect(status(page)).to_have_text("Keine Vorschläge")
    expect(page.get_by_role("listbox")).to_be_hidden()


def status(page: Page) -> Locator:
    """What a screen reader is told."""
    return page.get_by_role("search").get_by_role("status")
