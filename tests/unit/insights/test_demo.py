"""The demo's visitors: they fill the page of gaps and move nothing else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.core.db import engine_options, transaction
from portal.insights.demo import DAYS, add_demo_searches
from portal.journeys.models import Journey, JourneyEvent
from portal.knowledge.prior import learnt_prior
from portal.knowledge.query_log import query_log_handlers
from portal.knowledge.query_log_queries import empty_queries, unopened_queries

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def session(database_url):
    engine = create_engine(**engine_options(database_url))
    with Session(engine) as session, transaction(session):
        add_demo_searches(session, now=NOW)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_the_demo_shows_gaps_of_both_kinds(session):
    query_log_handlers(journey_days=90, zone=ZoneInfo("Europe/Berlin"))["count_queries"](
        session, {}, NOW
    )
    since = NOW.date().replace(month=10, day=25)
    empty = {one.query for one in empty_queries(session, since=since, limit=50)}
    unopened = {one.query for one in unopened_queries(session, since=since, limit=50)}
    assert "esim" in empty
    assert "kalender synchronisieren" in unopened
    assert not {"wlan langsam", "passwort vergessen"} & (empty | unopened)


def test_the_demo_lies_in_the_days_that_are_counted_and_teaches_the_order_nothing(session):
    first, last = session.execute(
        select(func.min(Journey.started_at), func.max(JourneyEvent.at)).join_from(
            Journey, JourneyEvent
        )
    ).one()
    assert last <= NOW
    assert (NOW - first).days < DAYS
    assert learnt_prior(session, now=NOW) == {}
