"""The inbox's queries: order, pages, counts, and that each walks an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.accounts.queues import queue_by_key
from portal.escalations.desk_queries import case_for, due_of
from portal.escalations.inbox.count_queries import COUNTED, MOST_COUNTED, count_mine, count_views
from portal.escalations.inbox.queries import PAGE_SIZE, View, list_cases
from portal.escalations.models import Escalation, Promise, Status
from portal.web.access import ANONYMOUS, Reader, Role
from tests.unit.escalations.conftest import NOW, Opening


@pytest.fixture
def many(session: Session, people: dict[str, Person], opened: Opening) -> int:
    """Cases of every status, of two teams, of Lena, of Tom and of nobody; due at odd times."""
    first = opened("first", queue_key="web")
    queues = [queue_by_key(session, key).id for key in ("mail", "web")]
    contacts = [people["Lena"].id, people["Tom"].id, None]
    deputies = [people["Tom"].id, people["Lena"].id, None, None]
    rows: list[dict[str, Any]] = []
    for number in range(400):
        status = list(Status)[number % 5]
        done = status in {Status.SOLVED, Status.CLOSED}
        due = NOW + timedelta(minutes=(number * 37) % 600 - 100)
        rows.append(
            {
                "public_id": f"case{number}", "number": 20_000 + number,
                "requester_id": first.requester_id, "name": f"Kundin {number}", "phone": "",
                "channel": "mail", "callback_wish": "", "locale": "de",
                "time_zone": "Europe/Berlin", "subject": f"Anliegen {number}", "words": "w",
                "queue_id": queues[number % 2], "contact_id": contacts[number % 3],
                "deputy_id": deputies[number // 3 % 4], "runarounds": number % 4,
                "status": status.value, "revision": 1, "due_at": None if done else due,
                "created_at": NOW, "changed_at": NOW, "solved_at": due if done else None,
            }
        )  # fmt: skip
    session.execute(insert(Escalation), rows)
    ids = {case.public_id: case for case in session.query(Escalation)}
    session.execute(
        insert(Promise),
        [
            {
                "escalation_id": ids[row["public_id"]].id, "kind": "next_update",
                "text": f"Zusage {row['number']}", "due_at": row["due_at"], "made_at": NOW,
                "state": "open",
            }
            for row in rows
            if row["due_at"]
        ],
    )  # fmt: skip
    session.flush()
    return len(rows)


def reader_of(person: Person, role: Role = Role.AGENT) -> Reader:
    return Reader(person.id, role, person.name, frozenset(queue.id for queue in person.queues))


def listed(session: Session, view: View, reader: Reader, queue: Queue | None = None) -> list[Any]:
    """All rows of a view, page after page."""
    rows, after = [], None
    while True:
        page = list_cases(session, view, reader, queue=queue, after=after, now=NOW)
        assert len(page.rows) <= PAGE_SIZE
        rows += page.rows
        if page.following is None:
            return rows
        after = page.following


def expected(session: Session, view: View, reader: Reader) -> set[int]:
    """The same by looking at every case."""
    found = set()
    for case in session.query(Escalation):
        status, own = Status(case.status), case.contact_id in {reader.user_id, None}
        open_ = status in {Status.NEW, Status.OPEN}
        late = case.due_at is not None and case.due_at < NOW
        ours = open_ or (status is Status.WAITING and case.due_at <= NOW)
        wanted = {
            View.MINE: own and ours,
            View.DEPUTY: case.deputy_id == reader.user_id and ours,
            View.UNASSIGNED: case.contact_id is None and case.solved_at is None,
            View.OVERDUE: open_ and late,
            View.WAITING: own and status is Status.WAITING,
            View.ALL: case.solved_at is None,
            View.PASSED_AROUND: case.solved_at is None and case.runarounds >= 2,
            View.SOLVED: case.solved_at is not None,
        }[view]
        if wanted and (case.queue_id in reader.queues or reader.role is Role.ADMIN):
            found.add(case.id)
    return found


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
def test_a4_a_view_holds_exactly_the_reader_s_cases_in_the_order_of_their_promises(
    session: Session, people: dict[str, Person], many: int, view: View, role: Role
) -> None:
    reader = reader_of(people["Tom"], role)

    rows = listed(session, view, reader)

    ids = [row.case_id for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == expected(session, view, reader)
    times = [row.solved_at if view is View.SOLVED else row.due_at for row in rows]
    later = (lambda a, b: a >= b) if view is View.SOLVED else (lambda a, b: a <= b)
    assert all(later(a, b) for a, b in pairwise(times))


def test_a_team_narrows_a_view(session: Session, people: dict[str, Person], many: int) -> None:
    admin = reader_of(people["Tom"], Role.ADMIN)
    web = queue_by_key(session, "web")

    rows = listed(session, View.ALL, admin, web)

    assert 0 < len(rows) < len(listed(session, View.ALL, admin))
    of_web = {case.id for case in session.query(Escalation) if case.queue_id == web.id}
    assert {row.case_id for row in rows} <= of_web
    assert listed(session, View.ALL, reader_of(people["Tom"]), web) == []


def test_counts_say_what_the_lists_hold(
    session: Session, people: dict[str, Person], many: int
) -> None:
    for role in (Role.AGENT, Role.ADMIN):
        reader = reader_of(people["Tom"], role)
        counts = count_views(session, reader, now=NOW)
        for view in COUNTED:
            wanted = len(expected(session, view, reader))
            assert counts[view] == wanted or counts[view] > MOST_COUNTED < wanted
        assert count_mine(session, reader, now=NOW) == counts[View.MINE]


@pytest.mark.parametrize(
    "reader", [ANONYMOUS, Reader(1, Role.LEAD), Reader(None, None, "", frozenset({1, 2}))]
)
def test_a4_whoever_is_in_no_team_sees_and_counts_nothing(
    session: Session, people: dict[str, Person], many: int, reader: Reader
) -> None:
    assert not any(listed(session, view, reader) for view in View)
    assert not any(count_views(session, reader, now=NOW).values())
    assert count_mine(session, reader, now=NOW) == 0
    assert case_for(session, "case0", reader) is None
    assert due_of(session, people["Lena"].id, reader, NOW + timedelta(days=9)) == []


def test_rows_know_their_promise_and_who_spoke_last(
    session: Session, people: dict[str, Person], opened: Opening
) -> None:
    case = opened()
    reader = reader_of(people["Lena"])

    (row,) = listed(session, View.ALL, reader)

    assert (row.public_id, row.contact, row.status) == (case.public_id, "Lena Braun", Status.NEW)
    assert row.promise == "Lena Braun reads your request and writes to you"
    assert (row.unread, row.attempts) == (True, 0)


@pytest.mark.parametrize("view", View)
def test_no_view_reads_cases_one_by_one(
    session: Session, people: dict[str, Person], many: int, view: View
) -> None:
    reader = reader_of(people["Lena"])
    with plans(session) as read:
        list_cases(session, view, reader, queue=None, after=None, now=NOW)
        count_views(session, reader, now=NOW)
        due_of(session, people["Lena"].id, reader, NOW + timedelta(days=1))

    assert read
    for plan in read:
        assert "SCAN escalation" not in plan
        assert "Seq Scan on escalation" not in plan


@contextmanager
def plans(session: Session) -> Iterator[list[str]]:
    """The query plan of every statement in between. PostgreSQL reads small tables as a whole
    unless it is told that this is dear."""
    engine, found = session.get_bind(), []
    sqlite = engine.dialect.name == "sqlite"
    session.flush()
    session.execute(text("ANALYZE"))
    if not sqlite:
        session.execute(text("SET LOCAL enable_seqscan = off"))
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)
    cursor = session.connection().connection.cursor()
    for statement, parameters in asked:
        if "escalation" in statement and statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{statement}", parameters)
            found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    cursor.close()
