"""Calendars and targets on their pages: nothing typed is lost, nothing empty is kept."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.queues import sync_queues
from portal.core.db import db
from portal.service_hours.models import DEFAULT
from portal.service_hours.operations import sync_service
from portal.service_hours.queries import calendar_by_key, calendars
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.conftest import Browsers, Change
from tests.web.content import as_role
from tests.web.page_client import Page, PageClient

AREA = "/agent/service-hours"
CALENDAR = f"{AREA}/calendars/default"
Holder = Callable[[], list[tuple[str, int]]]


@pytest.fixture(autouse=True)
def service(app: Flask, changing: Change, clock: SettableClock) -> None:
    """The teams and the hours of the demo organisation."""
    with changing() as session:
        organisation = app.extensions["lotse.organisation"]
        sync_queues(session, organisation.teams)
        sync_service(session, organisation, now=clock())


@pytest.fixture
def admin(browser_of: Browsers) -> PageClient:
    return browser_of(Role.ADMIN)


@pytest.fixture
def kept(app: Flask) -> Holder:
    """kept(): name and revision of each calendar."""

    def look() -> list[tuple[str, int]]:
        with app.app_context():
            return [(row.name, row.revision) for row in calendars(db.session)]

    return look


def typed(page: Page, **changes: str) -> dict[str, str]:
    """The form of a calendar as it stands, with what is typed over it."""
    form = next(form for form in page.all("form") if form.get("id") == "calendar-form")
    fields = {}
    for field in form.iter("input"):
        if field.get("type") != "checkbox" or field.get("checked") is not None:
            fields[field.get("name", "")] = field.get("value", "")
    chosen = [
        option.get("value", "")
        for option in form.iter("option")
        if option.get("selected") is not None
    ]
    return fields | {"holidays": chosen[0]} | changes


def test_the_list_names_hours_holidays_and_teams(admin: PageClient) -> None:
    text = admin.get(AREA).text
    for shown in ("Servicezeiten", "Mon–Fri 8:00–18:00", "Germany, Schleswig-Holstein", "E-mail"):
        assert shown in text


def test_the_next_days_are_drawn_with_their_holidays(
    browser_of: Browsers, clock: SettableClock
) -> None:
    clock.advance(days=28)  # 21 December
    page = browser_of(Role.ADMIN).get(CALENDAR)
    assert "Thu, 24 December 8:00–12:00Heiligabend" in page.text
    assert "Fri, 25 December closedChristmas Day" in page.text
    assert "Fri, 1 January closedNew Year" in page.text
    assert page.body.count("day-bar") == 14


def test_german_admins_read_german_names(app: Flask, clock: SettableClock) -> None:
    clock.advance(days=28)
    german = PageClient(as_role(app, Role.ADMIN, "de"))
    text = german.get(CALENDAR).text
    assert "Fr., 25. Dezember geschlossenErster Weihnachtstag" in text
    assert "Deutschland, Schleswig-Holstein" in text


def test_a_change_is_kept_and_reaches_the_customers(
    admin: PageClient, pages: PageClient, kept: Holder, clock: SettableClock
) -> None:
    assert "8:00–18:00" in pages.get("/en/").text
    form = typed(admin.get(CALENDAR), name="Sommer", monday="10–12, 22:00–2:00", saturday="")
    assert admin.post(CALENDAR, form).location.endswith("notice=saved")
    assert kept() == [("Sommer", 2)]
    page = admin.get(CALENDAR)
    assert page.one("input", id="monday").get("value") == "10:00–12:00, 22:00–2:00"
    clock.advance(minutes=1)
    text = pages.get("/en/").text
    assert "Monday 10:00–12:00, 22:00–2:00" in text
    assert "Saturday" not in text


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"monday": "morgens"}, "Write “morgens” like this"),
        ({"monday": "8–12, 11–13"}, "overlap"),
        ({"name": " "}, "Give the calendar a name"),
        ({"time_zone": "Europe/Kiel"}, "Choose a time zone"),
        ({"holidays": "Q1-YY"}, "Choose whose public holidays"),
        ({"special-2-first": "24.12.2026"}, "2026-12-24"),
        ({"special-2-first": "2026-12-24", "special-2-last": "2026-12-01"}, "before the first"),
        ({"special-2-first": "2026-12-24", "special-2-last": "2028-12-24"}, "more than a year"),
        ({"special-2-first": "2026-12-24", "special-2-hours": "??"}, "like this"),
        ({"special-2-label": "Betriebsferien"}, "2026-12-24"),
        ({"special-2-first": "2026-12-01", "special-2-last": "2027-03-01"}, "60 days"),
        (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"), "")
         | {"special-0-hours": "", "special-1-hours": ""}, "60 days"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_in_the_form(
    admin: PageClient, kept: Holder, changes: dict[str, str], complaint: str
) -> None:
    form = typed(admin.get(CALENDAR), **({"wednesday": "9–11"} | changes))
    page = admin.post(CALENDAR, form, status=422)
    assert complaint in page.text
    for name, value in changes.items():
        if name != "holidays":
            assert page.one("input", id=name).get("value", "").strip() == value.strip()
    assert kept() == [("Servicezeiten", 1)]


def test_a_preview_keeps_nothing(admin: PageClient, kept: Holder) -> None:
    form = typed(admin.get(CALENDAR), tuesday="11–12", preview="1")
    page = admin.post(CALENDAR, form, status=200)
    assert "Not saved yet" in page.text
    assert "Tue, 24 November 11:00–12:00" in page.text
    assert kept() == [("Servicezeiten", 1)]


def test_two_admins_at_once_lose_nothing(admin: PageClient, kept: Holder) -> None:
    first = typed(admin.get(CALENDAR), name="Erste")
    second = typed(admin.get(CALENDAR), name="Zweite", monday="9–10")
    admin.post(CALENDAR, first)

    page = admin.post(CALENDAR, second, status=409)

    assert "Somebody else has changed this calendar" in page.text
    assert page.one("input", id="name").get("value") == "Zweite"
    assert page.one("input", id="monday").get("value") == "9–10"
    assert kept() == [("Erste", 2)]
    admin.post(CALENDAR, typed(page))
    assert kept() == [("Zweite", 3)]


def test_a_team_gets_a_calendar_and_targets_of_its_own(
    app: Flask, admin: PageClient, kept: Holder
) -> None:
    form = typed(admin.get(f"{AREA}/calendars/new"), name="Bereitschaft", sunday="8–20")
    added = admin.post(f"{AREA}/calendars", form)
    assert ("Bereitschaft", 1) in kept()
    with app.app_context():
        key = next(row.key for row in calendars(db.session) if row.name == "Bereitschaft")
    assert "Delete the calendar" in admin.get(added.location).text

    team = f"{AREA}/teams/mail"
    names = ("low", "normal", "high", "urgent")
    minutes = {f"first_{name}": "60" for name in names}
    minutes |= {f"next_{name}": "1 200" for name in names}
    admin.post(team, {"calendar": key, **minutes})
    page = admin.get(team)
    assert page.one("input", id="next_low").get("value") == "1200"
    assert "Delete the calendar" not in admin.get(f"{AREA}/calendars/{key}").text
    minutes["revision"] = "1"
    refused = admin.post(team, {"calendar": key, **minutes, "first_high": "soon"}, status=422)
    assert "Give a number of minutes" in refused.text
    assert refused.one("input", id="first_high").get("value") == "soon"
    too_long = admin.post(team, {"calendar": key, **minutes, "first_low": "10000"}, status=422)
    assert "60 days" in too_long.text


def test_two_admins_at_one_team_lose_nothing(admin: PageClient) -> None:
    team = f"{AREA}/teams/mail"
    before = admin.get(team)
    for _twice in range(2):
        admin.press(before, "Save", first_high="45")

    page = admin.press(before, "Save", first_high="90", next_low="700", status=409)

    assert "Somebody else has changed this team" in page.text
    assert page.one("input", id="first_high").get("value") == "90"
    assert page.one("input", id="next_low").get("value") == "700"
    assert admin.get(team).one("input", id="first_high").get("value") == "45"
    admin.press(page, "Save")
    assert admin.get(team).one("input", id="first_high").get("value") == "90"


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_a4_only_administrators_see_and_change_service_hours(
    app: Flask, browser_of: Browsers, role: Role
) -> None:
    somebody = browser_of(role)
    for path in (AREA, CALENDAR, f"{AREA}/teams/mail", f"{AREA}/calendars/new"):
        somebody.get(path, status=403)
    for path in (CALENDAR, f"{AREA}/calendars", f"{AREA}/teams/mail", f"{CALENDAR}/removals"):
        somebody.post(path, {"name": "Meiner"}, status=403)
    with app.app_context():
        row = calendar_by_key(db.session, DEFAULT)
        assert row is not None
        assert row.revision == 1
