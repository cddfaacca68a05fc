"""An article from the first word to its readers, and away from them again."""

import os
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import (
    WORDS,
    begin_article,
    body_of,
    give_picture,
    new_title,
    plain,
    png,
    press,
    state,
    text_of,
)
from tests.browser.windows import Windows, sign_in

FOUND_WITHIN = 2.0
"""Seconds from the click on “Publish” until a customer's search has the article."""


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_agent_writes_a_reviewer_publishes_a_customer_finds_it(
    windows: Windows, language: str
) -> None:
    words, title = WORDS[language], new_title()
    author = windows.open(language)
    sign_in(author, words.author, language)
    begin_article(author, title, words)
    text_of(author).fill(body_of(title))
    give_picture(author, "paste")
    give_picture(author, "drop")
    expect(author.get_by_role("status")).to_have_text(words.describe)
    described = text_of(author).input_value().replace("![](", f"![{title}](")
    text_of(author).fill(described)
    preview = author.locator("[data-preview]")
    expect(preview.get_by_role("img")).to_have_count(2)
    press(author, words.hand_in)
    expect(state(author)).to_contain_text(words.handed_in)

    reviewer = windows.open(language, who=words.reviewer)
    reviewer.goto(author.url)
    customer = windows.open(language)
    customer.goto(f"/{language}/")
    press(reviewer, words.publish)
    published = time.monotonic()
    wait_in_search(customer, language, title, found=True)
    assert time.monotonic() - published < FOUND_WITHIN * busy()
    expect(state(reviewer)).to_contain_text(words.published)

    customer.goto(f"/{language}/search?q={title.split()[1]}")
    customer.get_by_role("main").get_by_role("link", name=title).first.click()
    prose = customer.locator(".prose")
    expect(prose.get_by_role("img")).to_have_count(2)
    for picture in prose.get_by_role("img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 320)
    reviewer.reload()
    shown = reviewer.locator("[data-preview]").inner_html()
    colleague = windows.open(language, who=words.reviewer)  # reads without buttons under remedies
    colleague.goto(customer.url)
    assert plain(shown) == plain(colleague.locator(".prose").inner_html())

    reviewer.get_by_role("link", name=words.withdraw).click()
    press(reviewer, words.withdraw_text)
    expect(state(reviewer)).not_to_contain_text(words.published)
    answer = customer.reload()
    assert answer is not None
    assert answer.status == 404
    wait_in_search(customer, language, title, found=False)


def test_the_preview_while_typing_is_the_public_page(windows: Windows) -> None:
    words, title = WORDS["de"], new_title()
    page = windows.open(who=words.reviewer)
    begin_article(page, title, words)
    with page.expect_response(lambda answer: "/preview" in answer.url):
        text_of(page).fill(
            body_of(title) + "> [!WARNING]\n> Heiß.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
        )
    preview = page.locator("[data-preview]")
    expect(preview.get_by_role("table")).to_be_visible()
    typed = preview.inner_html()
    with page.expect_navigation():
        press(page, words.publish)
    page.get_by_role("link", name=words.public_page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert plain(page.locator(".prose").inner_html()) == plain(typed)


def test_all_of_it_without_javascript(windows: Windows) -> None:
    words, title = WORDS["de"], new_title()
    page = windows.open(who=words.reviewer, javascript=False)
    begin_article(page, title, words)
    text_of(page).fill(body_of(title))
    page.locator("input[name=file]").set_input_files(
        {"name": "tank.png", "mimeType": "image/png", "buffer": png()}
    )
    press(page, words.add_picture)
    expect(page.get_by_role("alert")).to_contain_text("Beschreiben Sie das Bild")
    page.get_by_label("Beschreibung des Bildes").fill("Der Tank, von oben gesehen")
    press(page, words.add_picture)
    preview = page.get_by_role("region", name="Vorschau")
    expect(preview.get_by_role("img", name="Der Tank, von oben gesehen")).to_be_visible()
    text_of(page).fill(text_of(page).input_value() + "\nNoch ein Satz.\n")
    press(page, words.show_preview)
    expect(preview).to_contain_text("Noch ein Satz.")
    press(page, words.publish)
    expect(state(page)).to_contain_text(words.published)
    page.get_by_role("link", name=words.public_page).click()
    expect(page.get_by_role("main")).to_contain_text("Noch ein Satz.")
    expect(page.locator(".prose img")).to_have_count(1)


def busy() -> float:
    """How many times longer things take here than on a machine with nothing else to do."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def wait_in_search(page: Page, language: str, title: str, *, found: bool) -> None:
    """Ask the search again and again, as a customer who cannot wait, for half a minute at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = page.request.get(f"/{language}/search?q={title.split()[1]}")
        if (f"{title}</a>" in answer.text()) is found:
            return
    raise AssertionError(f"{title!r} is {'not ' if found else ''}in the search after half a minute")
