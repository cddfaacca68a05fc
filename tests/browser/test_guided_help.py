"""Guided help in a browser: every kind of page is looked at, and it needs no JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.samples import Sample
from tests.browser.test_every_page import problems_of
from tests.browser.windows import Windows

FLOW = "mail-send-fails"
MOST_STEPS = 30


@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_serious_on_any_step(windows: Windows, language: str) -> None:
    page = windows.open(language, color_scheme="light")
    begin(page, language)
    wrong: list[str] = []
    for _ in range(MOST_STEPS):
        wrong += problems_of(page, Sample(page.url), {})
        if not go_on(page):
            break
    assert not wrong, "\n".join(wrong)
    expect(page.get_by_role("main").locator(".end-person")).to_be_visible()
    page.locator(".so-far a").first.click()  # a step that lies behind
    wrong += problems_of(page, Sample(page.url), {})
    other = windows.open(language, color_scheme="light")
    other.goto(page.url)
    wrong += problems_of(other, Sample(other.url), {})
    assert not wrong, "\n".join(wrong)


def test_the_result_of_what_was_done_before_is_asked_without_javascript(windows: Windows) -> None:
    page = windows.open("de", javascript=False, phone=True)
    begin(page, "de")
    while page.locator("input[name=option]").count():
        assert go_on(page)
    title = page.locator("h1").inner_text()

    page.get_by_role("button", name="Habe ich schon gemacht").click()

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".step-acts")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Keine Veränderung")).click()
    expect(page.locator(".so-far")).to_contain_text("ohne Wirkung")


def test_the_way_to_a_person_stays_in_sight_on_a_phone(windows: Windows) -> None:
    page = windows.open("de", phone=True)
    begin(page, "de")

    expect(page.locator(".sticky-person")).to_be_in_viewport()
    expect(page.locator(".person-row")).to_be_hidden()


def test_the_link_for_later_opens_the_run_on_another_device(windows: Windows) -> None:
    page = windows.open("de")
    begin(page, "de")
    assert go_on(page)
    page.get_by_text("Später oder auf dem Handy weitermachen").click()
    link = page.locator("#run-link").input_value()

    phone = windows.open("de", phone=True)
    phone.goto(link.replace(link.partition("/de/")[0], windows.url))
    phone.get_by_role("button", name="Hier weitermachen").click()

    expect(phone.locator("h1")).to_have_text(page.locator("h1").inner_text())


def begin(page: Page, language: str) -> None:
    """Start the flow and arrive at its first question."""
    page.goto(f"/{language}/flows/{FLOW}")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/runs/[0-9a-f]+/"))


def go_on(page: Page) -> bool:
    """Answer with the first option, nothing helps; False at an end."""
    before = page.locator("main").inner_html()
    if page.locator("button[value=no_change]").count():
        page.locator("button[value=no_change]").click()
    elif page.locator("button[value=agreed]").count():
        page.locator("button[value=agreed]").click()
    elif page.locator("input[name=option]").count():
        page.locator("input[name=option]").first.check()
        page.locator(".step-form .btn").click()
    elif page.locator("#text").count():
        page.locator("#text").fill("0x80042109")
        page.locator(".step-form .btn").click()
    else:
        return False
    page.wait_for_load_state()
    return page.locator("main").inner_html() != before
