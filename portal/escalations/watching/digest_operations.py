"""What people of the team hear about promises: in one mail for several, in their working time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.absences import absence_of, away
from portal.accounts.models import Person
from portal.accounts.working_hours import spans_of
from portal.core.mail import queue_letter
from portal.escalations.contact_persons.deputies import deputy_of_case
from portal.escalations.models import Escalation, Promise, PromiseState
from portal.escalations.office import Office
from portal.escalations.rules import spoken
from portal.escalations.status.thanking import take_untold
from portal.escalations.watching.digest_letters import Line, digest_letter
from portal.escalations.watching.models import PromiseWarning, Stage
from portal.escalations.watching.operations import may_see
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Span, is_open

PAUSE: Final = timedelta(minutes=30)
"""Between two mails to one person, unless a customer has been told of a delay."""
_PRESSING = frozenset({Stage.EXTENDED, Stage.BROKEN})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A warning that was not mailed yet, with what it is about."""

    warning: PromiseWarning
    promise: Promise
    case: Escalation
    person: Person


def send_digests(session: Session, office: Office, *, now: datetime) -> int:
    """Mail everybody what waits for them; how many mails. What has been settled meanwhile, and
    what somebody may not see any more, is not told."""
    sent = 0
    waiting = sorted(
        _passed_on(session, _waiting(session), now),
        key=lambda one: (one.person.id, one.promise.due_at),
    )
    for _person_id, group in groupby(waiting, key=lambda one: one.person.id):
        told = [
            one
            for one in _still_true(session, list(group))
            if is_there(session, one.person, one.case, office, now)
        ]
        if told and _is_time(session, told, now):
            _send(session, told, office, now)
            sent += 1
    return sent


def _waiting(session: Session) -> list[Waiting]:
    query = (
        select(PromiseWarning, Promise, Escalation, Person)
        .join(Promise, Promise.id == PromiseWarning.promise_id)
        .join(Escalation, Escalation.id == Promise.escalation_id)
        .join(Person, Person.id == PromiseWarning.person_id)
        .where(PromiseWarning.mailed_at.is_(None))
    )
    return [Waiting(*row) for row in session.execute(query)]


def _passed_on(session: Session, found: Sequence[Waiting], now: datetime) -> list[Waiting]:
    """What waits for somebody who has gone away, their deputy hears instead."""
    gone = away(session, now)
    kept = []
    for one in found:
        deputy = deputy_of_case(session, one.case, now=now) if one.person.id in gone else None
        if deputy is None:
            kept.append(one)
            continue
        same = select(PromiseWarning.id).where(
            PromiseWarning.promise_id == one.promise.id,
            PromiseWarning.stage == one.warning.stage,
            PromiseWarning.person_id == deputy.id,
        )
        if session.scalar(same) is not None:
            session.delete(one.warning)
            continue
        one.warning.person_id = deputy.id
        session.flush()
        kept.append(replace(one, person=deputy))
    return kept


def _still_true(session: Session, group: Sequence[Waiting]) -> list[Waiting]:
    kept = []
    for one in group:
        if one.promise.state == PromiseState.OPEN and may_see(one.person, one.case):
            kept.append(one)
        else:
            session.delete(one.warning)
    session.flush()
    return kept


def is_there(
    session: Session, person: Person, case: Escalation, office: Office, now: datetime
) -> bool:
    """Is the case's team there, and this person: not away, and by hours of their own?"""
    if absence_of(session, person, now) is not None:
        return False
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    own = tuple(Span(*span) for span in spans_of(person))
    return is_open(calendar, now) and (not own or is_open(replace(calendar, spans=own), now))


def _is_time(session: Session, told: Sequence[Waiting], now: datetime) -> bool:
    if any(one.warning.stage in _PRESSING for one in told):
        return True
    mine = PromiseWarning.person_id == told[0].person.id
    last = session.scalar(select(func.max(PromiseWarning.mailed_at)).where(mine))
    return last is None or now - last >= PAUSE


def _send(session: Session, told: Sequence[Waiting], office: Office, now: datetime) -> None:
    person, base = told[0].person, office.settings.base_url
    worst: dict[int, Waiting] = {}
    order = list(Stage)
    for one in told:
        one.warning.mailed_at = now
        before = worst.get(one.case.id)
        if before is None or order.index(Stage(one.warning.stage)) > order.index(
            Stage(before.warning.stage)
        ):
            worst[one.case.id] = one
    lines = [
        Line(
            number=spoken(one.case.number),
            stage=Stage(one.warning.stage),
            due_at=one.promise.due_at,
            promise=one.promise.text,
            url=f"{base}/agent/cases/{one.case.public_id}",
        )
        for one in sorted(worst.values(), key=lambda one: one.promise.due_at)
    ]
    thanks = take_untold(session, person, now=now)
    letter = digest_letter(person, lines, f"{base}/agent/cases", office.organisation, thanks=thanks)
    sender = office.settings.mail_from
    queue_letter(session, letter, recipient=person.email, sender=sender, now=now)
    session.flush()
