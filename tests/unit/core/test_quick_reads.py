"""The quick way to read gives what SQLAlchemy gives, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError

from portal.core.db import db, transaction
from portal.core.events import Event, record_event
from portal.core.quick_reads import quick_reads

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
events = Event.__table__
BY_NAME = (
    select(events.c.id, events.c.name, events.c.subject.label("about"))
    .where(events.c.name == bindparam("name"), events.c.actor_id.is_(None))
    .order_by(events.c.id)
)
NEWEST = select(func.max(events.c.id))


@pytest.fixture
def acts(app):
    with app.app_context():
        with transaction(db.session) as session:
            for name, about in (("a", "x:1"), ("noise", "x:2"), ("a", "ü:3%s")):
                record_event(session, name, about, actor_id=None, now=NOW)
        yield


def test_rows_have_the_names_of_their_columns(acts):
    with quick_reads() as reading:
        rows = reading.execute(BY_NAME, {"name": "a"}).all()
    assert [(row.name, row.about) for row in rows] == [("a", "x:1"), ("a", "ü:3%s")]
    assert rows == [tuple(row) for row in db.session.execute(BY_NAME, {"name": "a"})]


def test_one_value(acts):
    with quick_reads() as reading:
        assert reading.execute(NEWEST).scalar() == db.session.scalar(NEWEST)
        assert reading.execute(BY_NAME, {"name": "none"}).scalar() is None


def test_each_statement_sees_what_others_have_committed(acts):
    with quick_reads() as reading:
        before = reading.execute(NEWEST).scalar()
        with transaction(db.session) as session:
            record_event(session, "b", "x:4", actor_id=None, now=NOW)
        assert reading.execute(NEWEST).scalar() > before


def test_a_column_that_is_not_plain_is_refused(acts):
    with quick_reads() as reading, pytest.raises(TypeError, match="at"):
        reading.execute(select(events.c.at))


def test_a_failing_statement_raises_what_sqlalchemy_raises_and_hides_its_values(app):
    with app.app_context():
        with quick_reads() as reading, pytest.raises(DBAPIError) as caught:
            reading.execute(BY_NAME, {"name": {"what": "somebody typed"}})
        assert "somebody typed" not in str(caught.value)
        with quick_reads() as reading:
            assert reading.execute(NEWEST).scalar() is None
