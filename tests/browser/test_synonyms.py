"""A reviewer tries synonyms, saves them, and takes them away; without JavaScript as well."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_steering import nothing_serious
from tests.browser.windows import Windows

WORDS = {
    "de": ("Jonas Petersen", "Änderung ansehen", "Speichern", "Löschen", "Mit der Änderung"),
    "en": ("Ruth Osborne", "Show what changes", "Save", "Delete", "With the change"),
}
LIST = "/agent/search/synonyms"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("javascript", [True, False], ids=["", "no script"])
def test_synonyms_are_tried_saved_and_deleted(
    windows: Windows, language: str, javascript: bool
) -> None:
    who, try_, save, delete, changed = WORDS[language]
    word = f"quorx{'' if javascript else 'b'}{language}"
    known = {"de": ("Drucker", "Phishing"), "en": ("printer", "phishing")}[language][javascript]
    reviewer = windows.open(language, who=who, javascript=javascript, phone=not javascript)
    reviewer.goto(f"{LIST}/new?language={language}&words={word}&q={word}")
    reviewer.locator("textarea").fill(f"{word}\n{known}")
    reviewer.get_by_role("button", name=try_).click()
    expect(reviewer.get_by_role("heading", name=changed)).to_be_visible()
    expect(reviewer.locator(".is-new").first).to_be_visible()
    if javascript:
        nothing_serious(reviewer)

    reviewer.get_by_role("button", name=save).click()
    expect(reviewer.get_by_role("status")).to_be_visible()
    customer = windows.open(language)
    customer.goto(f"/{language}/search?q={word}")
    titles = customer.locator("main").get_by_role("link")  # of the hits, or of the answer above
    expect(titles.filter(has_text=known).first).to_be_visible()

    reviewer.get_by_role("link", name=word).click()
    reviewer.get_by_role("link", name=delete).click()
    reviewer.get_by_role("button", name=delete).click()
    expect(reviewer.get_by_role("link", name=word)).to_have_count(0)
