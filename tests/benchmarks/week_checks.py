"""What must hold at every tick of the simulated week."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.absences import away
from portal.core.events import Event
from portal.core.jobs import Job
from portal.core.mail import OutboundMail
from portal.escalations.models import (
    OPEN_STATUSES,
    Basis,
    Escalation,
    Promise,
    PromiseState,
)
from portal.escalations.office import Office
from portal.escalations.promises.ledger import Entry, recompute
from portal.escalations.rules import PromiseKind
from portal.service_hours.queries import service_of
from portal.service_hours.rules import is_open
from tests.benchmarks.week_office import Agent


class Checks:
    """Looks at the whole database at each tick and keeps what did not hold."""

    def __init__(self, session: Session, office: Office, agents: Sequence[Agent]) -> None:
        self._session, self._office = session, office
        self._agents = {agent.person.email: agent for agent in agents}
        self._wrong: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._event = self._mail = 0
        self._logs: dict[int, list[Event]] = defaultdict(list)
        self._told: dict[int, tuple[Entry, ...]] = {}
        self._known: set[tuple[str, int]] = set()

    def check(self, now: datetime) -> None:
        """Look at everything as it is at this tick."""
        stored = self._stored()
        self._one_open_promise(stored, now)
        self._log_tells_the_same(stored, now)
        self._moved_in_time(stored)
        self._mails_in_working_time()
        for job in self._session.scalars(select(Job).where(Job.last_error.is_not(None))):
            self._note("a job failed", job.id, f"{job.kind}: {job.last_error}")
        self._session.commit()

    def found(self) -> dict[str, str]:
        """What did not hold, how often, and the first time."""
        return {
            rule: f"{n} times, first: {self._examples[rule]}" for rule, n in self._wrong.items()
        }

    def _stored(self) -> dict[int, list[Promise]]:
        found: dict[int, list[Promise]] = defaultdict(list)
        for promise in self._session.scalars(select(Promise).order_by(Promise.id)):
            found[promise.escalation_id].append(promise)
        return found

    def _one_open_promise(self, stored: dict[int, list[Promise]], now: datetime) -> None:
        for case in self._session.scalars(select(Escalation)):
            dues = [one.due_at for one in stored[case.id] if one.state == PromiseState.OPEN]
            wanted = [case.due_at] if case.status in OPEN_STATUSES else []
            if dues != wanted or None in dues:
                said = f"case {case.id} ({case.status}) at {now}: {dues}, the case says {wanted}"
                self._note("a case without exactly one open promise", case.id, said)

    def _log_tells_the_same(self, stored: dict[int, list[Promise]], now: datetime) -> None:
        new = select(Event).where(Event.id > self._event, Event.subject.like("case:%"))
        changed = set()
        for event in self._session.scalars(new.order_by(Event.id)):
            self._event = event.id
            case_id = int(event.subject.partition(":")[2])
            self._logs[case_id].append(event)
            changed.add(case_id)
        for case_id in changed:
            self._told[case_id] = recompute(self._logs[case_id])
        for case_id, promises in stored.items():
            if self._told.get(case_id) != tuple(_entry(promise) for promise in promises):
                self._note("the log tells another ledger", case_id, f"case {case_id} at {now}")

    def _moved_in_time(self, stored: dict[int, list[Promise]]) -> None:
        for promise in (one for promises in stored.values() for one in promises):
            said = f"promise {promise.id}, due {promise.due_at}, ended {promise.closed_at}"
            if promise.kind == PromiseKind.YOUR_ANSWER or promise.closed_at is None:
                continue
            if promise.state == PromiseState.MOVED and promise.closed_at > promise.due_at:
                self._note("a promise moved after it was due", promise.id, said)
            if promise.state == PromiseState.BROKEN and promise.basis != Basis.EXTENSION:
                self._note("broken, and the customer had not heard before", promise.id, said)

    def _mails_in_working_time(self) -> None:
        new = select(OutboundMail).where(OutboundMail.id > self._mail).order_by(OutboundMail.id)
        for mail in self._session.scalars(new):
            self._mail = mail.id
            agent = self._agents.get(mail.recipient)
            if agent is None:
                continue
            at, said = mail.created_at, f"{mail.kind} to {mail.recipient} at {mail.created_at}"
            if not is_open(agent.own, at):
                self._note("a mail outside of somebody’s hours", mail.id, said)
            calendars = (
                service_of(self._session, self._office.organisation, queue, at).calendar
                for queue in agent.person.queues
            )
            if not any(is_open(calendar, at) for calendar in calendars):
                self._note("a mail while no team of theirs is there", mail.id, said)
            if agent.person.id in away(self._session, at):
                self._note("a mail to somebody who is away", mail.id, said)

    def _note(self, rule: str, number: int, example: str) -> None:
        if (rule, number) not in self._known:
            self._known.add((rule, number))
            self._wrong[rule] += 1
            self._examples.setdefault(rule, example)


def _entry(row: Promise) -> Entry:
    return Entry(
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
