"""Choices that stay, and the language at the front door."""

import pytest


def cookies(page):
    return page.response.headers.getlist("Set-Cookie")


def test_a_theme_stays(pages):
    answer = pages.post("/de/preferences", {"theme": "dark", "next": "/de/contact?q=x"})

    assert answer.location == "/de/contact?q=x"
    assert "HttpOnly" in cookies(answer)[0]
    assert "SameSite=Lax" in cookies(answer)[0]
    assert pages.get("/de/").tree.get("data-theme") == "dark"


def test_like_the_device_forgets_the_theme(pages):
    pages.post("/de/preferences", {"theme": "dark"})
    pages.post("/de/preferences", {"theme": "device"})
    assert pages.get("/de/").tree.get("data-theme") is None


def test_a_value_nobody_knows_is_not_kept(pages):
    pages.post("/de/preferences", {"theme": '"><script>', "detail": "x", "admin": "1"})
    page = pages.get("/de/")
    assert page.tree.get("data-theme") is None
    assert pages.browser.get_cookie("admin") is None


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "/%09/evil"]
)
def test_it_leads_back_to_this_site_only_s5(pages, target):
    assert pages.post("/en/preferences", {"theme": "dark", "next": target}).location == "/en/"


def test_the_choice_can_be_made_on_every_page_without_javascript(pages):
    page = pages.press(pages.get("/de/contact"), "Dunkel")
    assert page.url == "/de/contact"
    assert page.tree.get("data-theme") == "dark"


@pytest.mark.parametrize(
    ("accepted", "cookie", "door"),
    [
        ("de", None, "/de/"),
        ("en-GB,en;q=0.9,de;q=0.1", None, "/en/"),
        ("fr,it", None, "/de/"),
        ("", None, "/de/"),
        ("*", None, "/de/"),
        (";;;q=x", None, "/de/"),
        ("de", "en", "/en/"),
        ("en", "xx", "/en/"),
    ],
)
def test_the_front_door_knows_the_language(pages, accepted, cookie, door):
    if cookie:
        pages.browser.set_cookie("language", cookie)
    assert pages.get("/", status=302, Accept_Language=accepted).location == door


def test_times_are_those_of_the_readers_zone(pages):
    assert "heute bis 11:00 Uhr" in pages.get("/de/contact").text
    pages.browser.set_cookie("time_zone", "America/New_York")
    page = pages.get("/de/contact")
    assert "heute bis 5:00 Uhr" in page.text
    assert page.one("body").get("data-time-zone") == "America/New_York"


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Nowhere/Land", "../../etc/passwd", "\x00", "a" * 900]
)
def test_any_time_zone_a_browser_reports_is_borne(pages, zone):
    pages.browser.set_cookie("time_zone", zone)
    assert "Antwort" in pages.get("/de/contact").text
