"""Saved replies, articles and remedies put into a reply, by keyboard and without JavaScript."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_reply_checks import SAID, begin
from tests.browser.windows import Windows

NAMES = {"de": "Guten Tag Hanne Lürs,", "en": "Hello Hanne Lürs,"}
WORDS = {
    "de": ("Rückruf", "Wann", "{greeting}\n\nich rufe Sie an: {?when: Wann}."),
    "en": ("Callback", "When", "{greeting}\n\nI call you: {?when: When}."),
}
CHOSEN = """() => {
  const text = document.querySelector("#body");
  return text.value.slice(text.selectionStart, text.selectionEnd);
}"""
SEARCHED = {"de": ("Postausgang", "Router"), "en": ("outgoing server", "router")}


def write(page: Page, language: str) -> str:
    """A saved reply of one's own; returns the word that only it has."""
    title, _asked, body = WORDS[language]
    own = uuid.uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))
    page.goto("/agent/saved-replies/new")
    page.locator(f"#title_{language}").fill(f"{title} {own}")
    page.locator(f"#body_{language}").fill(body)
    page.locator(".saved-reply form .btn").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    return own


def go_to_text(page: Page) -> None:
    """Put the cursor into the reply, once the script listens."""
    expect(page.locator("#insert-q")).to_have_attribute("role", "combobox")
    page.locator("#body").click()


def text_of(page: Page) -> str:
    return page.locator("#body").input_value()


def chosen(page: Page) -> str:
    """What is selected in the text of the reply."""
    return str(page.evaluate(CHOSEN))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_saved_reply_is_found_as_one_types_and_its_gap_is_filled_in(
    windows: Windows, language: str
) -> None:
    page = windows.open(language, who=SAID[language][-1])
    own = write(page, language)
    begin(page, language, javascript=True)
    field, option = page.locator("#insert-q"), page.locator("#insert-list [aria-selected=true]")

    go_to_text(page)
    page.keyboard.type("::")
    expect(field).to_be_focused()
    page.keyboard.type(own)
    expect(option).to_have_count(1)
    expect(option).to_contain_text(own)
    expect(page.locator("#insert [role=status]")).to_contain_text("1 ")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_be_focused()
    assert text_of(page).startswith(NAMES[language])
    assert chosen(page) == f"[? {WORDS[language][1]}]"
    expect(page.locator("[value^='dismiss:gap-']")).to_have_count(1)
    page.keyboard.type("10:00")
    expect(page.locator("[value^='dismiss:gap-']")).to_have_count(0)
    assert text_of(page).endswith(": 10:00.")


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_article_and_a_remedy_are_found_by_their_signs(windows: Windows, language: str) -> None:
    page = windows.open(language, who=SAID[language][-1])
    begin(page, language, javascript=True)
    article, remedy = SEARCHED[language]

    go_to_text(page)
    page.keyboard.type("Is it so?? ")  # a question opens nothing
    expect(page.locator("#insert-q")).not_to_be_visible()
    page.keyboard.type("??")
    page.keyboard.type(article)
    page.locator("#insert-list [data-insert^='link:']").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_be_focused()
    assert text_of(page).startswith("Is it so?? [")
    assert f"/{language}/articles/" in text_of(page)

    page.keyboard.type("\n!!")
    page.keyboard.type(remedy)
    tried = page.locator("#insert-list [data-insert='remedy:router.restart']")
    expect(tried).to_contain_text("Hanne Lürs")
    first = page.locator("#insert-list [role=option]").first
    expect(first).not_to_have_attribute("data-insert", "remedy:router.restart")
    tried.click()
    expect(page.locator("#body")).to_be_focused()
    assert chosen(page).startswith("[? ")
    expect(page.locator(".check-repeat")).to_have_count(0)  # there will be a reason

    page.keyboard.type("x ::")
    expect(page.locator("#insert-q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#body")).to_be_focused()
    assert "x ::" in text_of(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_without_javascript_a_form_inserts_and_keeps_everything(
    windows: Windows, language: str
) -> None:
    page = windows.open(language, who=SAID[language][-1], javascript=False)
    own = write(page, language)
    begin(page, language, javascript=False)

    page.locator("#body").fill("XYZ")
    page.locator("#promise").fill("ABC")
    page.locator("#insert summary").click()
    page.locator("#insert-q").fill(own)
    page.keyboard.press("Enter")  # looks for it and sends nothing
    page.locator("#insert button[name=insert]").click()

    assert text_of(page).startswith(f"XYZ\n\n{NAMES[language]}")
    expect(page.locator("#promise")).to_have_value("ABC")
    expect(page.locator(".talk-reply")).to_have_count(0)
