"""Questions offered while somebody types, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.core.db import engine_options
from portal.knowledge.frequent_queries import frequent
from portal.knowledge.query_log import schedule_counting
from portal.knowledge.search_models import QueryDay
from tests.web.content import NOW

TODAY = date(2026, 11, 23)


@pytest.fixture
def session(database_url):
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def day(query, journeys=5, *, locale="de"):
    numbers = {"journeys": journeys, "searches": journeys, "empty": 0, "opened": journeys}
    return QueryDay(day=TODAY, locale=locale, query=query, solved=0, **numbers)


@pytest.fixture
def asked(session):
    session.add_all(
        [
            day("wlan langsam", 4),
            day("wlan schlüssel ändern", 9),
            day("warum ist das wlan langsam", 20),
            day("drucker"),
            day("wlan berger", 2),
            day("wlan slow", locale="en"),
            day("", 90),
        ]
    )
    session.flush()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wla", ["wlan schlüssel ändern", "wlan langsam", "warum ist das wlan langsam"]),
        ("WLAN lang", ["wlan langsam", "warum ist das wlan langsam"]),
        ("langsam wl", ["warum ist das wlan langsam", "wlan langsam"]),
        ("wlan schlue", ["wlan schlüssel ändern"]),
        ("wlan langsam", ["warum ist das wlan langsam"]),
        ("lan", ["warum ist das wlan langsam", "wlan langsam"]),
        ("wl", []),
        ("?!", []),
    ],
)
def test_every_typed_word_begins_one_and_beginnings_come_first(session, asked, typed, found):
    assert frequent(session, typed, locale="de", today=TODAY) == found


def test_they_are_read_again_when_they_were_counted_again(session, asked):
    assert frequent(session, "wlan b", locale="de", today=TODAY) == []
    row = session.query(QueryDay).filter_by(query="wlan berger").one()
    row.journeys = row.opened = 3
    assert frequent(session, "wlan b", locale="de", today=TODAY) == []

    schedule_counting(session, now=NOW, run_at=NOW + timedelta(hours=1))
    assert frequent(session, "wlan b", locale="de", today=TODAY) == ["wlan berger"]


def test_what_was_asked_long_ago_is_not_offered(session, asked):
    assert frequent(session, "wlan", locale="de", today=TODAY + timedelta(days=28)) == []
