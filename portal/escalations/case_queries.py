"""Reading one case as its customer sees it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.core.events import Event, events_of
from portal.core.files import StoredFile
from portal.escalations.contact_persons.models import Handover
from portal.escalations.contact_persons.words import signed
from portal.escalations.links import Purpose, public_id_of
from portal.escalations.messages import case_files, messages
from portal.escalations.models import (
    CaseFile,
    ContextLine,
    Escalation,
    Message,
    MessageKind,
    Promise,
)
from portal.escalations.rules import spoken
from portal.journeys.models import Journey

SAME_WITHIN = timedelta(minutes=10)
PUBLIC = (MessageKind.CUSTOMER, MessageKind.REPLY)


class Happened(StrEnum):
    """What a customer is told of a case's past."""

    TRIED = "tried"
    SENT = "sent"
    WROTE = "wrote"
    REPLIED = "replied"
    ASSIGNED = "assigned"
    WAITING = "waiting"
    SOLVED = "solved"
    REOPENED = "reopened"
    REMINDED = "reminded"
    MOVED = "moved"
    EXTENDED = "extended"
    MERGED = "merged"
    MERGED_AWAY = "merged_away"
    SPLIT = "split"
    CLOSED = "closed"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    THANKED = "thanked"
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class TimeLineEntry:
    """One thing that happened. `who` is a name, "" for the customer themselves; a promise that was
    moved is due `until` then `instead_of` another time. `event` is the one in the log, 0 for what
    came before it."""

    at: datetime
    happened: Happened
    who: str = ""
    text: str = ""
    markdown: bool = False
    files: tuple[CaseFile, ...] = ()
    instead_of: datetime | None = None
    until: datetime | None = None
    event: int = 0


_TOLD = {
    "case.opened": Happened.SENT,
    "case.assigned": Happened.ASSIGNED,
    "case.waiting": Happened.WAITING,
    "case.solved": Happened.SOLVED,
    "case.reopened": Happened.REOPENED,
    "case.reminded": Happened.REMINDED,
    "case.promise_moved": Happened.MOVED,
    "case.promise_extended": Happened.EXTENDED,
    "case.merged": Happened.MERGED,
    "case.merged_away": Happened.MERGED_AWAY,
    "case.split": Happened.SPLIT,
    "case.closed": Happened.CLOSED,
    "case.thanked": Happened.THANKED,
    "case.callback": Happened.CALLBACK,
    "case.asked_solved": Happened.ASKED,
    "case.solution_confirmed": Happened.CONFIRMED,
}
_SAID = ("case.customer_wrote", "case.replied")


def case_by_link(session: Session, token: str, secret: str) -> Escalation | None:
    """The case behind the secret address; None for every address that is not ours."""
    public_id = public_id_of(token, Purpose.CASE, secret)
    if public_id is None:
        return None
    return case_by_public_id(session, public_id)


def case_by_public_id(session: Session, public_id: str) -> Escalation | None:
    """A case for somebody whose right to it was checked before. What was merged into another case
    leads there, if its sender showed that the address is theirs: else a stranger who only typed
    it would read what its owner wrote (A3)."""
    named = session.scalar(select(Escalation).where(Escalation.public_id == public_id))
    if named is None or named.merged_into_id is None or named.confirmed_at is None:
        return named
    return session.get(Escalation, named.merged_into_id)


def sent_just_now(
    session: Session, journeys: Sequence[Journey], words: str, *, now: datetime
) -> Escalation | None:
    """What another tab of this browser, which these journeys belong to, has sent a moment ago in
    the same words."""
    same = (
        Escalation.journey_id.in_([journey.id for journey in journeys]),
        Escalation.words == words,
        Escalation.created_at > now - SAME_WITHIN,
    )
    return session.scalar(select(Escalation).where(*same).order_by(Escalation.id.desc()).limit(1))


def context_lines(session: Session, case: Escalation) -> list[ContextLine]:
    """The snapshot that travelled with the case, in the order of the review page."""
    mine = ContextLine.escalation_id == case.id
    return list(session.scalars(select(ContextLine).where(mine).order_by(ContextLine.position)))


def standing_lines(session: Session, case: Escalation) -> list[ContextLine]:
    """The same without what the customer has called wrong since: what may be taken for known."""
    return [line for line in context_lines(session, case) if not line.wrong]


def public_file(session: Session, case: Escalation, public_id: str) -> StoredFile | None:
    """A file of the case, unless it belongs to an internal note."""
    query = (
        select(StoredFile)
        .join(CaseFile, CaseFile.file_id == StoredFile.id)
        .outerjoin(Message, Message.id == CaseFile.message_id)
        .where(
            StoredFile.public_id == public_id,
            CaseFile.escalation_id == case.id,
            or_(CaseFile.message_id.is_(None), Message.kind.in_([kind.value for kind in PUBLIC])),
        )
    )
    return session.scalar(query)


def time_line(session: Session, case: Escalation) -> list[TimeLineEntry]:
    """What happened, newest first: only what the customer may know, notes never."""
    files = case_files(session, case)
    every = events_of(session, f"case:{case.id}")
    corrections = {e.details["message"] for e in every if e.name == "case.corrected"}
    written = {e.details["message"]: e.id for e in every if e.name in _SAID}
    said = [
        _said(message, files, corrections, written.get(message.id, 0))
        for message in messages(session, case, PUBLIC)
    ]
    events = [event for event in every if event.name in _TOLD]
    names, reasons = _names(session, events), _reasons(session, case)
    acts = [_act(event, names, reasons) for event in events]
    moved = _moved(session, case)
    acts = [_with_times(act, event, moved) for act, event in zip(acts, events, strict=True)]
    return sorted([*acts, *said], key=lambda entry: entry.at, reverse=True)


def last_told(session: Session, case: Escalation) -> int:
    """The newest event that the time line tells of; notes and other inner matters leave it."""
    mine = (Event.subject == f"case:{case.id}", Event.name.in_((*_TOLD, *_SAID)))
    return session.scalar(select(func.max(Event.id)).where(*mine)) or 0


def _said(
    message: Message, files: Sequence[CaseFile], corrections: Collection[int], event: int
) -> TimeLineEntry:
    happened = Happened.CORRECTED if message.id in corrections else Happened.WROTE
    return TimeLineEntry(
        at=message.created_at,
        happened=Happened.REPLIED if message.kind == MessageKind.REPLY else happened,
        who=signed(message.author, message.in_place_of),
        text=message.body,
        markdown=message.markdown,
        files=tuple(file for file in files if file.message_id == message.id),
        event=event,
    )


def _act(event: Event, names: dict[int, str], reasons: dict[int, str]) -> TimeLineEntry:
    """An assignment is told as who has the case now (`details["contact"]`), and why."""
    person = event.details.get("contact", event.actor_id)
    who = names.get(person, "") if isinstance(person, int) else ""
    why = reasons.get(event.details.get("handover", 0), "")
    if "number" in event.details:
        why = spoken(event.details["number"])
    return TimeLineEntry(event.at, _TOLD[event.name], who, why, event=event.id)


def _reasons(session: Session, case: Escalation) -> dict[int, str]:
    """What the customer was told of each hand-over."""
    mine = select(Handover.id, Handover.reason).where(Handover.escalation_id == case.id)
    return dict(session.execute(mine).all())


def _names(session: Session, events: Sequence[Event]) -> dict[int, str]:
    wanted = {event.actor_id for event in events} | {
        event.details.get("contact") for event in events
    }
    rows = select(Person.id, Person.name).where(Person.id.in_(wanted - {None}))
    return dict(session.execute(rows).all())


def _moved(session: Session, case: Escalation) -> dict[int, Promise]:
    """The promises that took another one's place, or came with a reason, by id."""
    told = or_(Promise.moved_from_id.is_not(None), Promise.reason != "")
    mine = (Promise.escalation_id == case.id, told)
    rows = select(Promise).where(*mine).options(joinedload(Promise.moved_from))
    return {promise.id: promise for promise in session.scalars(rows)}


def _with_times(entry: TimeLineEntry, event: Event, moved: Mapping[int, Promise]) -> TimeLineEntry:
    promise = moved.get(event.details.get("promise", 0))
    if promise is None:
        return entry
    if promise.moved_from is None or entry.happened is Happened.CALLBACK:
        return replace(entry, text=promise.reason)
    before = promise.moved_from.due_at
    return replace(entry, text=promise.reason, instead_of=before, until=promise.due_at)
