"""Attempts in the database, on both kinds."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.errors import TooMany
from portal.journeys.operations import begin_journey, new_token
from portal.remedies import operations
from portal.remedies.models import Attempt, Origin, Outcome
from portal.remedies.operations import erase_attempts, record_attempt, withdraw_attempt
from portal.remedies.queries import attempt_of, attempts

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def journey(session):
    noise = begin_journey(session, new_token(), locale="de", now=NOW)
    tried(session, noise, "router.restart", Outcome.WORSE)
    return begin_journey(session, new_token(), locale="de", now=NOW)


def tried(session, journey, remedy, outcome=Outcome.NO_CHANGE, **more):
    given = {"origin": Origin.ARTICLE, "title": remedy, "now": NOW} | more
    return record_attempt(session, journey, remedy=remedy, outcome=outcome, **given)


def rows(session, journey):
    mine = select(Attempt).where(Attempt.journey_id == journey.id)
    return session.scalars(mine.order_by(Attempt.id)).all()


def test_attempts_stand_in_the_order_in_which_they_were_made(session, journey):
    tried(session, journey, "router.restart", now=LATER)
    tried(session, journey, "device.restart")
    assert [a.remedy for a in attempts(session, journey)] == ["device.restart", "router.restart"]
    assert attempt_of(session, journey, "router.restart").at == LATER
    assert attempt_of(session, journey, "router.check_cables") is None


def test_a_correction_keeps_the_time_and_the_old_row(session, journey):
    first = tried(session, journey, "router.restart", note=" rot ")
    second = tried(session, journey, "router.restart", Outcome.SOLVED, now=LATER)
    assert [(a.outcome, a.at, a.note) for a in attempts(session, journey)] == [("solved", NOW, "")]
    assert first.public_id != second.public_id
    assert [row.superseded_at for row in rows(session, journey)] == [LATER, None]


def test_the_same_said_twice_is_one_row(session, journey):
    for _ in range(2):
        tried(session, journey, "router.restart", note="x")
    assert len(rows(session, journey)) == 1


def test_what_was_withdrawn_is_not_tried_and_can_be_tried_again(session, journey):
    tried(session, journey, "router.restart")
    withdraw_attempt(session, journey, "router.restart", now=LATER)
    assert attempts(session, journey) == []
    tried(session, journey, "router.restart", now=LATER)
    assert attempts(session, journey)[0].at == LATER


def test_a_full_journey_refuses_with_a_way_out_f5(session, journey, monkeypatch):
    monkeypatch.setattr(operations, "MOST_ATTEMPTS", 2)
    tried(session, journey, "router.restart")
    tried(session, journey, "router.restart", Outcome.SOLVED)
    with pytest.raises(TooMany, match="Talk to a person"):
        tried(session, journey, "device.restart")
    assert tried(session, journey, "router.restart", Outcome.SOLVED).outcome == "solved"
    assert len(attempts(session, journey)) == 1


def test_erasing_takes_the_corrected_rows_as_well_and_nobody_elses(session, journey):
    tried(session, journey, "router.restart")
    tried(session, journey, "router.restart", Outcome.SOLVED)
    erase_attempts(session, [journey.id])
    assert rows(session, journey) == []
    assert session.scalars(select(Attempt.outcome)).all() == ["worse"]
