"""Whatever is done with cases, in whatever order and at whatever time: each open case has exactly
one open promise, and the event log tells the same ledger as the table, on both databases."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import PortalError
from portal.core.events import events_of
from portal.core.types import public_id
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.contact_persons.assignment_operations import hand_over, take_case
from portal.escalations.desk.operations import reopen_case, wait_for_customer
from portal.escalations.models import OPEN_STATUSES, Escalation, Promise, PromiseState
from portal.escalations.operations import reopen, solve, write
from portal.escalations.promises.ledger import Entry, Tally, recompute, tally
from portal.escalations.promises.moving_operations import move_promise, set_priority
from portal.escalations.watching.digest_operations import send_digests
from portal.escalations.watching.operations import watch
from portal.service_hours.rules import Priority
from tests.unit.escalations.conftest import NOW

ACTS = (
    "write", "go_on", "wait", "solved", "waiting", "solve", "reopen", "agent_reopens",
    "take", "give", "move", "priority", "watch",
)  # fmt: skip
# Minutes that pass before an act: none, within a promise, over night, over a weekend.
PAUSES = st.sampled_from([0, 1, 7, 20, 45, 70, 76, 130, 600, 1_500, 4_400])
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), PAUSES, st.integers(0, 3)), min_size=1, max_size=14
)


class Desk:
    """One case, and everybody who may do something with it."""

    def __init__(self, session: Session, case: Escalation, people, office) -> None:
        self.session, self.case, self.office = session, case, office
        self.people = list(people.values())
        self.now = NOW

    def do(self, act: str, minutes: int, choice: int) -> None:
        """Let time pass and do it; what is refused changes nothing."""
        self.now += timedelta(minutes=minutes)
        try:
            with self.session.begin_nested():
                self.acts(choice)[act]()
        except PortalError:
            self.session.expire_all()

    def acts(self, choice: int) -> dict[str, Callable[[], object]]:
        session, case, now = self.session, self.case, self.now
        actor = self.people[choice % 2]
        later = now + timedelta(minutes=(20, 90, 1_000, 5_000)[choice])
        seen = {"revision": case.revision, "now": now}
        whole = seen | {"office": self.office}

        def reply(then: Then) -> Callable[[], object]:
            due = None if then is Then.SOLVED else later
            sent = Reply(public_id(), "Guten Tag", then, "Ich frage nach", due)
            return lambda: send_reply(session, case, sent, author=actor, **whole)

        return {
            "write": lambda: write(session, case, "Noch etwas", (), office=self.office, now=now),
            "go_on": reply(Then.GO_ON),
            "wait": reply(Then.WAIT),
            "solved": reply(Then.SOLVED),
            "waiting": lambda: wait_for_customer(session, case, later, actor_id=actor.id, **seen),
            "solve": lambda: solve(session, case, now=now),
            "reopen": lambda: reopen(session, case, office=self.office, now=now),
            "agent_reopens": lambda: reopen_case(session, case, actor_id=actor.id, **whole),
            "take": lambda: take_case(session, case, actor, **whole),
            "give": lambda: hand_over(
                session, case, actor, "Steht so", key=public_id(), actor_id=actor.id, **whole
            ),
            "move": lambda: move_promise(
                session, case, later, "Es dauert länger.", actor_id=actor.id, **whole
            ),
            "priority": lambda: set_priority(
                session, case, list(Priority)[choice], actor_id=actor.id, **whole
            ),
            "watch": self.tick,
        }

    def tick(self) -> None:
        while watch(self.session, self.office, now=self.now):
            pass
        send_digests(self.session, self.office, now=self.now)


def stored(session: Session, case: Escalation) -> tuple[Entry, ...]:
    """The ledger as the table has it."""
    mine = select(Promise).where(Promise.escalation_id == case.id).order_by(Promise.id)
    return tuple(
        Entry(
            promise=row.id,
            kind=row.kind,
            due_at=row.due_at,
            made_at=row.made_at,
            made_by=row.made_by_id,
            by=row.by_id,
            basis=row.basis,
            moved_from=row.moved_from_id,
            state=PromiseState(row.state),
            closed_at=row.closed_at,
        )
        for row in session.scalars(mine.execution_options(populate_existing=True))
    )


@pytest.fixture
def desk(session: Session, opened, people, office) -> Iterator[Callable[[], Desk]]:
    """A desk that begins anew for each example."""
    opened("noise", email="noise@example.org")
    session.commit()

    def begin() -> Desk:
        session.rollback()
        return Desk(session, opened(public_id()), people, office)

    yield begin
    session.rollback()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_log_tells_the_ledger_and_each_open_case_has_one_open_promise(desk, steps) -> None:
    one = desk()
    for act, minutes, choice in steps:
        one.do(act, minutes, choice)
        one.session.flush()

        entries = stored(one.session, one.case)
        assert recompute(events_of(one.session, f"case:{one.case.id}")) == entries
        open_ones = [entry for entry in entries if entry.state is PromiseState.OPEN]
        assert len(open_ones) == (one.case.status in OPEN_STATUSES), act
        assert one.case.due_at == (open_ones[0].due_at if open_ones else None)
        assert_honest(entries)


def test_what_the_portal_moved_counts_as_no_success(desk) -> None:
    one = desk()
    for act, minutes, choice in (
        ("watch", 61, 0),  # asks for patience, 14 minutes before it is due
        ("move", 1, 1),
        ("go_on", 1, 1),
        ("waiting", 1, 2),
        ("write", 1, 0),
        ("take", 1, 0),
        ("solve", 4_400, 0),
    ):
        one.do(act, minutes, choice)
    assert tally(stored(one.session, one.case)) == Tally(
        kept=1, broken=1, moved=1, asked=1, replaced=2
    )


def assert_honest(entries: tuple[Entry, ...]) -> None:
    """Nothing that passed its date was moved or kept, nothing was moved after it ended, and what
    the portal moved by itself it moved in time."""
    by_number = {entry.promise: entry for entry in entries}
    for entry in entries:
        late = entry.closed_at is not None and entry.closed_at > entry.due_at
        if late and entry.kind != "your_answer":
            assert entry.state is PromiseState.BROKEN
        if entry.state is PromiseState.OPEN:
            assert entry.closed_at is None
        if entry.moved_from is not None:
            before = by_number[entry.moved_from]
            assert before.closed_at == entry.made_at
            assert before.state in {PromiseState.MOVED, PromiseState.BROKEN}
            assert entry.basis != "extension" or before.state is PromiseState.MOVED


def test_a_log_that_cannot_be_is_refused(session: Session, opened) -> None:
    case = opened()
    (*earlier, made) = [
        event for event in events_of(session, f"case:{case.id}") if event.name == "promise.made"
    ]
    assert earlier == []
    with pytest.raises(ValueError, match="is open"):
        recompute([made, made])
