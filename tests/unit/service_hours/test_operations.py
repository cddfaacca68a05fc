"""Calendars and targets as they are kept, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.accounts.queues import queue_named, sync_queues
from portal.core.db import engine_options
from portal.core.errors import Conflict, Invalid
from portal.core.events import events_of
from portal.core.organisation import load_organisation
from portal.service_hours.models import DEFAULT
from portal.service_hours.operations import (
    Draft,
    add_calendar,
    change_calendar,
    remove_calendar,
    set_team_service,
    sync_service,
)
from portal.service_hours.plans import Plan, SpecialDays
from portal.service_hours.queries import (
    Targets,
    calendar_by_key,
    calendars,
    first_answer_due,
    plan_of,
    plan_of_file,
    service_of,
)
from portal.service_hours.rules import Priority, Span

NOW = datetime(2026, 11, 23, 12, 45, tzinfo=UTC)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NIGHT = Plan(
    NEW_YORK,
    "",
    "",
    (Span(0, time(22), time(6)), Span(3, time(0), time(0))),
    (SpecialDays(date(2026, 12, 24), date(2026, 12, 24), "Eve", ((time(8), time(0)),), True),),
)
ORGANISATION = load_organisation()
TARGETS = {priority: Targets(30, 60) for priority in Priority}


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        sync_queues(session, ORGANISATION.teams)
        yield session
    engine.dispose()


@pytest.fixture
def seeded(session: Session) -> Session:
    sync_service(session, ORGANISATION, now=NOW)
    return session


def add(session: Session, plan: Plan = NIGHT, name: str = "Nachts"):
    return add_calendar(session, Draft(name, plan), most_minutes=75, actor_id=None, now=NOW)


def test_without_rows_the_file_says_when_people_are_there(session):
    service = service_of(session, ORGANISATION, None, NOW)
    assert service.calendar_id is None
    assert first_answer_due(service, NOW) == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_the_first_start_takes_the_file_over_and_the_next_ones_change_nothing(seeded):
    row = calendar_by_key(seeded, DEFAULT)
    assert plan_of(row) == plan_of_file(ORGANISATION.hours)
    plan = Plan(BERLIN, "AT", "9", (Span(0, time(8), time(12)),))
    change_calendar(
        seeded, row, Draft("Wien", plan), revision=1, most_minutes=75, actor_id=None, now=NOW
    )
    sync_service(seeded, ORGANISATION, now=NOW)
    assert [(found.name, found.revision) for found in calendars(seeded)] == [("Wien", 2)]
    assert plan_of(row) == plan


def test_a_calendar_comes_back_as_it_was_kept(seeded):
    row = add(seeded)
    seeded.expire_all()
    assert plan_of(calendar_by_key(seeded, row.key)) == NIGHT
    assert [event.name for event in events_of(seeded, f"calendar:{row.id}")] == ["calendar.added"]


@pytest.mark.parametrize(
    "plan",
    [
        Plan(BERLIN, "DE", "SH", ()),
        Plan(BERLIN, "", "", (Span(0, time(8), time(8)),)),
        Plan(BERLIN, "", "", (Span(0, time(8), time(8, 1)),)),
        Plan(
            BERLIN,
            "",
            "",
            (Span(0, time(8), time(18)),),
            (SpecialDays(date(2026, 12, 1), date(2027, 3, 1)),),
        ),
        Plan(
            BERLIN,
            "",
            "",
            (Span(0, time(8), time(18)),),
            (SpecialDays(date(2024, 2, 1), date(2024, 12, 31), yearly=True),),
        ),
        Plan(
            BERLIN,
            "",
            "",
            (Span(0, time(8), time(18)),),
            (SpecialDays(date(2031, 2, 1), date(2031, 2, 1)),),
        ),
    ],
    ids=["no window", "empty", "a minute a week", "closed for months", "most of a year", "2031"],
)
def test_a_calendar_in_which_nobody_could_answer_is_refused(seeded, plan):
    with pytest.raises(Invalid):
        add(seeded, plan)


def test_who_was_slower_changes_nothing(seeded):
    row = add(seeded)
    week = Plan(BERLIN, "", "", (Span(0, time(8), time(18)),))
    for name in ("Erste", "Zweite"):
        draft = Draft(name, week)
        keep = {"revision": 1, "most_minutes": 75, "actor_id": None, "now": NOW}
        if name == "Erste":
            change_calendar(seeded, row, draft, **keep)
        else:
            with pytest.raises(Conflict):
                change_calendar(seeded, row, draft, **keep)
    assert (row.name, row.revision) == ("Erste", 2)


def test_a_team_keeps_its_calendar_and_promises_what_it_says(seeded):
    mail, web = (queue_named(seeded, key) for key in ("mail", "web"))
    night = add(seeded)
    for _twice in range(2):
        set_team_service(
            seeded, ORGANISATION, mail, night, TARGETS, revision=0, actor_id=None, now=NOW
        )

    own, other = (service_of(seeded, ORGANISATION, queue, NOW) for queue in (mail, web))
    assert (own.calendar_id, own.plan.zone) == (night.id, NEW_YORK)
    assert own.targets[Priority.NORMAL] == Targets(30, 60)
    assert other.targets[Priority.URGENT].first_answer == 20
    assert first_answer_due(own, NOW) == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert first_answer_due(other, NOW) == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_a_target_that_a_calendar_cannot_hold_is_refused(seeded):
    mail, night = queue_named(seeded, "mail"), add(seeded)
    slow = {**TARGETS, Priority.LOW: Targets(9_000, 60)}
    short = add(seeded, Plan(BERLIN, "", "", (Span(0, time(8), time(10)),)), "Kurz")
    set_team_service(seeded, ORGANISATION, mail, night, TARGETS, revision=0, actor_id=None, now=NOW)
    with pytest.raises(Invalid):
        set_team_service(
            seeded, ORGANISATION, mail, short, slow, revision=1, actor_id=None, now=NOW
        )


def test_a_calendar_that_is_kept_is_not_removed(seeded):
    night = add(seeded)
    set_team_service(
        seeded,
        ORGANISATION,
        queue_named(seeded, "mail"),
        night,
        TARGETS,
        revision=0,
        actor_id=None,
        now=NOW,
    )
    for row in (night, calendar_by_key(seeded, DEFAULT)):
        with pytest.raises(Conflict):
            remove_calendar(seeded, row, actor_id=None, now=NOW)
    remove_calendar(seeded, add(seeded, name="Unbenutzt"), actor_id=None, now=NOW)
    assert [row.name for row in calendars(seeded)] == ["Servicezeiten", "Nachts"]
