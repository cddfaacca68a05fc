"""A reviewer sees why a customer finds what, and puts an article in front."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_every_page import ALL_RULES, RUN_AXE
from tests.browser.windows import Windows

WORDS = {
    "de": ("Jonas Petersen", "Warum diese Treffer?", "Anheften", "Rückgängig machen"),
    "en": ("Ruth Osborne", "Why these hits?", "Pin it", "Undo"),
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_article_is_pinned_and_released_again(
    windows: Windows, language: str, phone: bool
) -> None:
    who, why, pin, undo = WORDS[language]
    query = {"de": "Router startet neu", "en": "router restarts"}[language]
    query += " mobil" if phone else ""
    reviewer = windows.open(language, who=who, phone=phone)
    reviewer.goto(f"/{language}/search?q={query}")
    reviewer.get_by_role("link", name=why).click()
    expect(reviewer.locator("#q")).to_have_value(query)
    wanted = reviewer.locator(".ranked").filter(has=reviewer.get_by_role("button")).nth(2)
    title = wanted.get_by_role("heading").inner_text()
    wanted.get_by_role("button", name=re.compile(pin)).click()
    expect(reviewer.get_by_role("status")).to_contain_text(title)
    nothing_serious(reviewer)

    customer = windows.open(language)
    customer.goto(f"/{language}/search?q={query}")
    expect(first_hit(customer)).to_have_text(title)

    reviewer.get_by_role("button", name=undo).click()
    expect(reviewer.get_by_role("button", name=undo)).to_be_visible()
    customer.reload()
    expect(first_hit(customer)).not_to_have_text(title)


def first_hit(page: Page) -> Locator:
    return page.locator("main .results h2").first


def nothing_serious(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert page.evaluate(RUN_AXE, ALL_RULES) == []
