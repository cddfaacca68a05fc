"""The inbox and a case with the keyboard alone: rows, acts, the answer, the next case."""

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Windows

AGENTS = {"de": "Maren Petersen", "en": "Adam Wells"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_the_inbox_to_an_answer_and_the_next_case_by_keyboard_alone(
    windows: Windows, language: str
) -> None:
    page = windows.open(language, who=AGENTS[language])
    page.goto("/agent/cases")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", level=3)).to_have_count(3)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("a")
    page.wait_for_load_state("networkidle")
    rows = page.locator("a[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".bulk-box:checked")).to_have_count(1)
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("o")
    page.wait_for_load_state("networkidle")

    for key, field in (("h", "textarea, select, input"), ("m", "input"), ("s", "textarea")):
        page.keyboard.press(key)
        menu = page.locator("details.act-menu[open]")
        expect(menu).to_have_count(1)
        expect(menu.locator(":focus")).to_have_count(1)
        assert menu.locator(field).count()
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("#note-body")).to_be_focused()
    page.keyboard.type("jkahx?")  # typed, not pressed
    expect(page.locator("#note-body")).to_have_value("jkahx?")
    expect(dialog).to_be_hidden()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".talk-note").last).to_contain_text("jkahx?")
    page.wait_for_load_state("networkidle")

    following = page.locator("a[rel=next]").get_attribute("href") or ""
    with page.expect_navigation():
        page.keyboard.press("]")
    expect(page).to_have_url(following)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+]")
    page.keyboard.press("Alt+n")
    expect(page.locator("#note-body")).not_to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#body")).not_to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("i")
    expect(page).to_have_url("/agent/cases?view=all")


def test_single_keys_can_be_switched_off_and_on_again(windows: Windows) -> None:
    page = windows.open(who="Lena Braun")
    page.goto("/agent/cases?view=all")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    page.locator("#keys-off").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("a[data-row]").first).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.locator("details.agent-who > summary").click()
    page.get_by_role("button", name="Tastenkürzel").click()
    page.locator("#keys-off").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("a[data-row]").first).to_be_focused()
