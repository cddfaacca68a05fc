"""Short or in detail, light or dark, German or English: what a reader chose stays."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows

ARTICLE = "/de/articles/e-mails-kommen-an-lassen-sich-aber-nicht-senden"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])


@BOTH
def test_short_articles_stay_short(windows: Windows, javascript: bool) -> None:
    page = windows.open(javascript=javascript)
    page.goto(ARTICLE)
    symptoms = page.get_by_role("heading", name="Woran Sie es erkennen")
    step = page.get_by_role("heading", name="Postausgang prüfen")
    expect(symptoms).to_be_visible()
    choose(page, "Kurz")
    expect(symptoms).to_be_hidden()
    expect(step).to_be_visible()
    page.reload()
    expect(symptoms).to_be_hidden()
    expect(page.get_by_role("button", name="Kurz", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    choose(page, "Ausführlich")
    expect(symptoms).to_be_visible()
    page.reload()
    expect(symptoms).to_be_visible()


@BOTH
def test_the_theme_stays_on_every_page(windows: Windows, javascript: bool) -> None:
    page = windows.open("en", javascript=javascript, color_scheme="light")
    page.goto("/en/")
    light = background(page)
    choose(page, "Dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = background(page)
    assert dark != light
    page.goto("/de/contact")
    assert background(page) == dark
    choose(page, "Wie das Gerät")
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))
    assert background(page) == light


def test_the_device_decides_while_nothing_is_chosen(windows: Windows) -> None:
    page = windows.open(color_scheme="dark")
    page.goto("/de/")
    dark = background(page)
    page.emulate_media(color_scheme="light")
    assert background(page) != dark


def test_the_other_language_shows_the_same_page(windows: Windows) -> None:
    page = windows.open()
    page.goto(ARTICLE)
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You receive email but cannot send any"
    )
    page.get_by_role("link", name="Auf Deutsch lesen").click()
    expect(page).to_have_url(windows.url + ARTICLE)


def test_the_other_language_keeps_the_question(windows: Windows) -> None:
    page = windows.open()
    page.goto("/de/search?q=SSL+%26+Zertifikat")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.get_by_label("Search the help")).to_have_value("SSL & Zertifikat")


@pytest.mark.parametrize("address", ["/de/contact", "/agent/sign-in"])
def test_times_are_those_of_the_readers_device(windows: Windows, address: str) -> None:
    page = windows.open(timezone_id="America/New_York")
    body = page.locator("body")
    page.goto(address)
    expect(body).to_have_attribute("data-time-zone", "Europe/Berlin")
    zone = kept(page)
    assert (zone["value"], zone["sameSite"], zone["path"]) == ("America/New_York", "Lax", "/")
    assert zone["expires"] - time.time() == pytest.approx(365 * 24 * 3600, abs=600)
    page.reload()
    expect(body).to_have_attribute("data-time-zone", "America/New_York")


def test_coming_home_brings_the_times_of_home_back(windows: Windows) -> None:
    page = windows.open()
    page.context.add_cookies([{"name": "time_zone", "value": "Asia/Tokyo", "url": windows.url}])
    page.goto("/de/")
    assert kept(page)["value"] == "Europe/Berlin"


@BOTH
def test_whoever_lives_in_our_zone_gets_no_cookie(windows: Windows, javascript: bool) -> None:
    elsewhere = {} if javascript else {"timezone_id": "America/New_York"}
    page = windows.open(javascript=javascript, **elsewhere)
    page.goto("/de/contact", wait_until="networkidle")
    expect(page.locator("body")).to_have_attribute("data-time-zone", "Europe/Berlin")
    assert "time_zone" not in {cookie["name"] for cookie in page.context.cookies()}


def kept(page: Page) -> Any:
    """The cookie with the time zone, as soon as the page's script has set it."""
    page.wait_for_function("() => document.cookie.includes('time_zone=')")
    page.wait_for_load_state("networkidle")
    return next(c for c in page.context.cookies() if c["name"] == "time_zone")


def choose(page: Page, words: str) -> None:
    """Press a choice, and wait until the server has it."""
    with page.expect_response(re.compile("/preferences$")):
        page.get_by_role("button", name=words, exact=True).click()


def background(page: Page) -> str:
    """The colour the page really has."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
