"""Who is away, and who stands in, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.absences import (
    STAND_IN,
    absence_of,
    add_absence,
    away,
    change_absence,
    coming_absences,
    deputy_of,
    end_absence,
)
from portal.accounts.models import Person
from portal.accounts.queues import queue_by_key, set_queues, sync_queues
from portal.core.errors import Conflict, Invalid
from portal.core.jobs import Job
from portal.core.organisation import load_organisation
from portal.web.access import Role

NOW = datetime(2026, 11, 23, 12, 45, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = NOW + 7 * DAY
TEAMS = {"Lena": ("support", "mail"), "Tom": ("mail",), "Aylin": ("support",), "Noise": ("web",)}


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    sync_queues(session, load_organisation().teams)
    found = {}
    for name, queues in TEAMS.items():
        person = Person(
            email=f"{name}@nordhafen.example",
            name=name,
            password_hash="x",
            role=Role.AGENT.value,
            locale="de",
            created_at=NOW,
        )
        session.add(person)
        session.flush()
        set_queues(session, person, queues, actor_id=None, now=NOW)
        found[name] = person
    return found


@pytest.fixture
def noted(session, people):
    def note(who="Lena", start=NOW, end=WEEK, deputy=None, now=NOW):
        stand_in = people[deputy] if deputy else None
        return add_absence(
            session, people[who], start, end, stand_in, actor_id=people[who].id, now=now
        )

    return note


def test_somebody_is_away_from_the_first_moment_until_before_the_last(session, people, noted):
    noted(start=NOW + DAY)

    lena = people["Lena"]
    there = [absence_of(session, lena, NOW + k * DAY) is None for k in (0, 1, 6, 7)]
    assert there == [True, False, False, True]
    assert away(session, NOW) == set()
    assert away(session, NOW, NOW + 2 * DAY) == {lena.id}


def test_who_was_named_stands_in(session, people, noted):
    noted(deputy="Tom")

    assert deputy_of(session, people["Lena"], NOW) is people["Tom"]


def test_nobody_named_means_who_has_the_least_to_do(session, people, noted):
    noted()
    load = {people["Aylin"].id: 3, people["Tom"].id: 1}

    assert deputy_of(session, people["Lena"], NOW, load=load) is people["Tom"]
    assert deputy_of(session, people["Lena"], NOW) is people["Aylin"]  # by name


def test_somebody_who_is_there_has_a_deputy_too(session, people):
    support = queue_by_key(session, "support")

    assert deputy_of(session, people["Lena"], NOW, queue=support) is people["Aylin"]
    assert deputy_of(session, people["Noise"], NOW) is None


def test_a_deputy_who_is_away_or_may_not_sign_in_does_not_stand_in(session, people, noted):
    noted(deputy="Tom")
    noted("Tom")
    assert deputy_of(session, people["Lena"], NOW) is people["Aylin"]

    people["Aylin"].active = False
    session.flush()
    assert deputy_of(session, people["Lena"], NOW) is None


def test_said_twice_it_is_said_once(session, people, noted):
    assert noted() is noted()
    assert len(coming_absences(session, people["Lena"], NOW)) == 1


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        (NOW - 3 * DAY, NOW - DAY, Invalid),
        (NOW + 2 * DAY, NOW + DAY, Invalid),
        (NOW + 6 * DAY, NOW + 9 * DAY, Conflict),
    ],
)
def test_days_that_cannot_be_meant_are_refused(noted, start, end, error):
    noted(start=NOW + DAY)

    with pytest.raises(error):
        noted(start=start, end=end)


def test_what_has_begun_keeps_its_beginning(session, people, noted):
    absence = noted(start=NOW - DAY)

    change_absence(session, absence, NOW + DAY, WEEK + DAY, people["Tom"], actor_id=1, now=NOW)

    assert (absence.starts_at, absence.ends_at) == (NOW - DAY, WEEK + DAY)
    assert absence.deputy_id == people["Tom"].id


def test_ended_early_somebody_is_back_at_once(session, people, noted):
    absence = noted(start=NOW - DAY)

    end_absence(session, absence, actor_id=1, now=NOW)
    end_absence(session, absence, actor_id=1, now=NOW + DAY)

    assert absence.ends_at == NOW
    assert absence_of(session, people["Lena"], NOW) is None


def test_what_has_not_begun_is_dropped(session, people, noted):
    end_absence(session, noted(start=NOW + DAY), actor_id=1, now=NOW)

    assert coming_absences(session, people["Lena"], NOW) == []


def test_the_cases_are_looked_after_when_it_begins_and_when_it_ends(session, noted):
    noted(start=NOW + DAY)

    due = set(session.scalars(select(Job.run_at).where(Job.kind == STAND_IN)))
    assert {NOW + DAY, WEEK} <= due
