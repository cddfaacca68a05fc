"""Counting the visitors' searches by the hour, on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from portal.core.db import engine_options, transaction
from portal.core.jobs import Job
from portal.journeys.models import Journey, JourneyEvent
from portal.journeys.operations import begin_journey, erase_journeys, record
from portal.knowledge.journey_queries import QUERIES
from portal.knowledge.query_log import query_log_handlers
from portal.knowledge.search_models import JourneyQuery, QueryDay
from portal.remedies.journey_part import ATTEMPTS
from portal.remedies.models import Attempt, Origin, Outcome
from portal.remedies.operations import record_attempt

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
PARTS = (ATTEMPTS, QUERIES)
count_queries = query_log_handlers(journey_days=90, zone=BERLIN)["count_queries"]


@pytest.fixture
def session(database_url):
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def visit(session):
    """`visit("wlan")` is one visitor who searches, clicks and solves as told; gives the journey."""
    tokens = iter(range(10_000))

    def visit(query, *, hits=3, clicks=False, solves=False, days_ago=0, locale="de", lang=None):
        at = NOW - timedelta(days=days_ago)
        with transaction(session):
            journey = begin_journey(session, f"token{next(tokens)}", locale=locale, now=at)
            more = {"lang": lang} if lang else {}
            record(session, journey, "searched", text=query, now=at, hits=hits, **more)
            if clicks:
                record(session, journey, "opened", subject="article:1", text="WLAN", now=at)
            if solves:
                session.add(
                    Attempt(
                        journey_id=journey.id,
                        remedy="router.restart",
                        outcome=Outcome.SOLVED,
                        origin=Origin.ARTICLE,
                        before=False,
                        title="Router neu starten",
                        at=at + timedelta(minutes=5),
                    )
                )
        return journey

    return visit


def count(session, now=NOW):
    count_queries(session, {}, now)


def count_on(session, now):
    """As the job does that the last count has put into the queue."""
    count_queries(
        session, session.scalars(select(Job).order_by(Job.id.desc())).first().payload, now
    )


def rows(session):
    session.rollback()
    query = select(QueryDay).order_by(QueryDay.day, QueryDay.locale, QueryDay.query)
    return {
        (row.day.isoformat(), row.locale, row.query): (
            row.journeys,
            row.searches,
            row.empty,
            row.opened,
            row.solved,
        )
        for row in session.scalars(query)
    }


def test_a_day_says_how_often_and_what_came_of_it(session, visit):
    visit("WLAN geht nicht", clicks=True, solves=True)
    visit("wlan geht nicht?", clicks=True)
    visit("Wlan geht nicht")
    for _ in range(3):
        visit("funknetz", hits=0)
    visit("nur meine Frage", hits=0)  # noise
    visit("wlan geht nicht", lang="en")
    count(session)

    assert rows(session) == {
        ("2026-11-23", "de", ""): (1, 1, 1, 0, 0),
        ("2026-11-23", "de", "funknetz"): (3, 3, 3, 0, 0),
        ("2026-11-23", "de", "wlan geht nicht"): (3, 3, 0, 2, 1),
        ("2026-11-23", "en", ""): (1, 1, 0, 0, 0),
    }


def test_counting_twice_changes_nothing_and_comes_again_in_an_hour(session, visit):
    for _ in range(3):
        visit("wlan")
    count(session)
    before = rows(session)
    count(session)
    assert rows(session) == before
    jobs = session.scalars(select(Job)).all()
    assert [(job.kind, job.run_at - NOW) for job in jobs] == [("count_queries", timedelta(hours=1))]


def test_what_came_since_the_last_hour_is_added(session, visit):
    visit("wlan")
    returning = visit("funknetz", days_ago=1)
    visit("wlan", days_ago=2)
    count(session)
    visit("wlan")
    with transaction(session):
        record(session, returning, "searched", text="wlan", now=NOW + timedelta(minutes=9), hits=1)
    count_on(session, NOW + timedelta(hours=1))
    known = rows(session)

    assert known == {
        ("2026-11-21", "de", "wlan"): (1, 1, 0, 0, 0),
        ("2026-11-22", "de", ""): (1, 1, 0, 0, 0),
        ("2026-11-23", "de", "wlan"): (3, 3, 0, 0, 0),
    }
    count(session)
    assert rows(session) == known


def test_only_who_came_by_since_is_counted_anew_until_the_day_is_over(session, visit):
    visit("wlan", days_ago=1)
    count(session)
    with transaction(session):
        session.execute(delete(JourneyQuery))
    count_on(session, NOW + timedelta(hours=1))
    assert rows(session) == {}

    count_on(session, NOW + timedelta(hours=12))
    assert set(rows(session)) == {("2026-11-22", "de", "")}


def test_a_solution_is_added_to_a_search_of_the_hour_before(session, visit):
    journey = visit("wlan")
    count(session)
    with transaction(session):
        record_attempt(
            session,
            journey,
            remedy="router.restart",
            outcome=Outcome.SOLVED,
            origin=Origin.ARTICLE,
            title="Router neu starten",
            now=NOW + timedelta(minutes=30),
        )
    count_on(session, NOW + timedelta(hours=1))
    assert rows(session) == {("2026-11-23", "de", ""): (1, 1, 0, 0, 1)}


def test_a_day_begins_at_midnight_where_the_organisation_is(session, visit):
    visit("wlan", days_ago=0.5)  # midnight in London
    visit("wlan", days_ago=0.55)  # 23:48 in Berlin
    count(session)
    assert set(rows(session)) == {("2026-11-22", "de", ""), ("2026-11-23", "de", "")}


def test_the_third_visitor_makes_the_question_known_on_earlier_days_too(session, visit):
    visit("wlan", days_ago=20)
    visit("wlan", days_ago=3)
    count(session)
    assert {query for _, _, query in rows(session)} == {""}

    visit("wlan")
    count(session)
    assert set(rows(session)) == {
        ("2026-11-03", "de", "wlan"),
        ("2026-11-20", "de", "wlan"),
        ("2026-11-23", "de", "wlan"),
    }


def test_visitors_of_different_months_are_no_three_visitors(session, visit):
    visit("wlan", days_ago=31)
    visit("wlan", days_ago=1)
    visit("wlan")
    count(session)
    assert {query for _, _, query in rows(session)} == {""}


def test_who_deletes_their_journey_leaves_the_log_g1(session, visit):
    visit("wlan")
    visit("wlan")
    third = visit("wlan")
    with transaction(session):
        erase_journeys(session, [third.id], PARTS, now=NOW)
    count(session)
    assert rows(session) == {("2026-11-23", "de", ""): (2, 2, 0, 0, 0)}

    visit("wlan")
    count(session)
    assert ("2026-11-23", "de", "wlan") in rows(session)
    with transaction(session):
        journeys = session.scalars(select(Journey.id)).all()
        erase_journeys(session, journeys, PARTS, now=NOW)
    count(session)
    assert rows(session) == {}


def test_rows_stay_as_they_were_counted_last_and_go_after_90_days_g2(session, visit):
    for _ in range(3):
        visit("wlan")
    count(session)
    kept = rows(session)

    with transaction(session):
        journeys = session.scalars(select(Journey.id)).all()
        erase_journeys(session, journeys, PARTS, now=NOW)
    count(session, NOW + timedelta(days=90))
    assert rows(session) == kept
    count(session, NOW + timedelta(days=91))
    assert rows(session) == {}


HOSTILE = (
    "berger@nordhafen.example",
    "Kundennummer 20471123",
    "<script>alert(1)</script> " * 200,
    "=HYPERLINK(1;2)\x00\x01",
    "\ud7ff\U0010ffff 😀",
    "%' OR 1=1 --",
)


def test_whatever_was_typed_is_counted_and_what_names_somebody_never_kept_g2(session, visit):
    for query in HOSTILE:
        for _ in range(4):
            visit(query.replace("\x00", ""))
    count(session)
    kept = {query for _, _, query in rows(session)}
    assert kept == {"", "hyperlink(1;2", "or 1=1"}
    assert sum(numbers[1] for numbers in rows(session).values()) == 4 * len(HOSTILE)


def test_an_event_from_before_hits_were_recorded_counts_as_a_search(session):
    with transaction(session):
        journey = begin_journey(session, "old", locale="de", now=NOW)
        session.add(JourneyEvent(journey_id=journey.id, at=NOW, kind="searched", text="wlan"))
    count(session)
    assert rows(session) == {("2026-11-23", "de", ""): (1, 1, 0, 0, 0)}
