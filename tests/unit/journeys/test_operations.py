"""Journeys in the database, on both kinds."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.journeys import operations
from portal.journeys.models import EVENT_KINDS, Journey, JourneyEvent, JourneyFact, JourneyKey
from portal.journeys.operations import (
    add_key,
    begin_journey,
    end_journey,
    erase_journeys,
    new_token,
    record,
    state_fact,
)
from portal.journeys.parts import Part
from portal.journeys.queries import events, fact_rows, facts, journey_by_token, journeys_of_token
from portal.journeys.rules import LONGEST_TEXT

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def token():
    return new_token()


@pytest.fixture
def journey(session, token):
    begin_journey(session, new_token(), locale="en", now=NOW)  # noise
    return begin_journey(session, token, locale="de", now=NOW)


def test_a_token_opens_its_newest_journey_and_still_the_earlier_ones(session, token, journey):
    second = begin_journey(session, token, locale="de", now=LATER)
    assert journey_by_token(session, token, now=LATER) is second
    assert journeys_of_token(session, token) == [second, journey]
    assert journey_by_token(session, new_token(), now=LATER) is None


def test_an_ended_journey_does_not_give_way_to_an_older_one(session, token, journey):
    second = begin_journey(session, token, locale="de", now=LATER)
    end_journey(session, second, now=LATER)
    assert journey_by_token(session, token, now=LATER) is None


def test_a_second_browser_goes_on_with_the_journey_it_was_let_into(session, token, journey):
    other = new_token()
    own = begin_journey(session, other, locale="de", now=NOW)
    for _ in range(2):
        add_key(session, journey, other, now=LATER)
    assert journey_by_token(session, other, now=LATER) is journey
    assert journeys_of_token(session, other) == [journey, own]
    assert journey_by_token(session, token, now=LATER) is journey


def test_the_same_thing_twice_in_a_row_stands_there_once(session, journey):
    for text in ("Router", "Router", "Drucker", "Router"):
        record(session, journey, "searched", text=text, now=NOW)
    record(session, journey, "opened", subject="article:7", text="Router", now=LATER, url="/x")
    assert [event.text for event in events(session, journey)] == [
        "Router",
        "Drucker",
        "Router",
        "Router",
    ]
    assert events(session, journey)[-1].details == {"url": "/x"}
    assert journey.seen_at == LATER


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_of_event_can_be_kept(session, journey, kind):
    record(session, journey, kind, text="x" * 9000, now=NOW)
    assert [len(event.text) for event in events(session, journey)] == [LONGEST_TEXT]


def test_a_full_journey_takes_no_more_f5(session, journey, monkeypatch):
    monkeypatch.setattr(operations, "MOST_EVENTS", 2)
    for text in "abc":
        record(session, journey, "searched", text=text, now=NOW)
    assert [event.text for event in events(session, journey)] == ["a", "b"]


def test_the_newest_value_of_a_fact_holds_and_an_empty_one_takes_it_away(session, journey):
    state_fact(session, journey, "router", " FRITZ!Box ", now=NOW)
    state_fact(session, journey, "since", "Freitag", now=NOW)
    state_fact(session, journey, "router", "Speedport", now=LATER)
    assert facts(session, journey) == {"since": "Freitag", "router": "Speedport"}
    state_fact(session, journey, "since", "  ", now=LATER)
    assert [(row.name, row.at) for row in fact_rows(session, journey)] == [("router", LATER)]


def test_erasing_takes_everything_and_tells_the_parts_first(session, token, journey):
    record(session, journey, "searched", text="x", now=NOW)
    state_fact(session, journey, "router", "x", now=NOW)
    told = []

    def erase(inner, ids, _now):
        told.append((ids, inner.scalar(select(func.count(JourneyEvent.id)))))

    erase_journeys(session, [journey.id], [Part(erase)], now=NOW)

    assert told == [([journey.id], 1)]
    assert session.scalar(select(func.count(Journey.id))) == 1  # the noise
    assert session.scalar(select(func.count(JourneyKey.id))) == 1
    assert session.scalar(select(func.count(JourneyFact.id))) == 0
    assert session.scalar(select(func.count(JourneyEvent.id))) == 0
    assert journeys_of_token(session, token) == []
