"""What customers do with a case, from the hand-over on. None of these commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.accounts.queues import queue_by_key
from portal.core.events import record_event
from portal.core.files import StoredFile
from portal.escalations import notifications
from portal.escalations.contact_persons.choice import choose_contact, record_choice
from portal.escalations.contact_persons.deputies import look_after
from portal.escalations.context import Line
from portal.escalations.messages import add_message
from portal.escalations.models import (
    OPEN_STATUSES,
    Basis,
    CaseFile,
    ContextLine,
    Draft,
    Escalation,
    Message,
    MessageKind,
    Requester,
    Status,
)
from portal.escalations.office import Office
from portal.escalations.promises.defaults import default_promise
from portal.escalations.promises.operations import (
    Grounds,
    close_promise,
    make_promise,
    open_promise,
)
from portal.escalations.rules import FIRST_NUMBER, Act, PromiseKind, status_after, subject_of
from portal.escalations.tags import models as _tags  # noqa: F401 - its rows follow the cases
from portal.escalations.wording import promised
from portal.journeys.models import Journey
from portal.journeys.operations import end_journey
from portal.service_hours.queries import first_answer_due, service_of

CONFIRMED = "case.solution_confirmed"
"""The event that a customer says that what we call solved is solved."""
Row = TypeVar("Row", Journey, Draft)


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the customer sends: who they are, their words, and the context they let pass.

    `public_id` is the draft's and becomes the case's, so that sending twice makes one case.
    `due_at` is when they want to be called at the latest, if they chose a time. `email` is "" for
    a caller who gave none.
    """

    public_id: str
    words: str
    name: str
    email: str
    phone: str
    channel: str
    callback_wish: str
    locale: str
    time_zone: str
    queue_key: str
    lines: Sequence[Line]
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An agent opens the case for somebody on the phone, and promises something by `due_at`.
    `keeps` makes them the contact person; otherwise somebody is chosen."""

    by: Person
    promise: str
    due_at: datetime
    keeps: bool = True


def open_case(
    session: Session,
    hand_over: HandOver,
    *,
    journey: Journey | None,
    draft: Draft | None,
    office: Office,
    now: datetime,
    taken: Taken | None = None,
    requester: Requester | None = None,
) -> Escalation:
    """Make a case of it, with a contact person, a first promise and a mail to the customer.

    The draft's files move to the case, the draft goes, the journey ends. A second call with the
    same `public_id` returns the case that is there. `taken` says who opens it for a caller;
    `requester` is given for a customer whom we have already and tell ourselves (a split case).
    """
    take_turns(session)
    same = select(Escalation).where(Escalation.public_id == hand_over.public_id)
    present = session.scalar(same)
    if present is not None:
        return present
    journey, draft = _still_there(session, journey), _still_there(session, draft)
    queue = queue_by_key(session, hand_over.queue_key)
    service = service_of(session, office.organisation, queue, now)
    due_at = hand_over.due_at or first_answer_due(service, now)
    known = requester is not None
    requester = requester or _requester(session, hand_over.email, now)
    chosen = choose_contact(
        session,
        queue,
        requester=requester,
        language=hand_over.locale,
        remedies=[line.remedy for line in hand_over.lines],
        due_at=due_at,
        zone=service.plan.zone,
        now=now,
    )
    keeps = taken is not None and taken.keeps
    contact = taken.by if taken and keeps else chosen[0] if chosen else None
    case = Escalation(
        public_id=hand_over.public_id,
        number=(session.scalar(select(func.max(Escalation.number))) or FIRST_NUMBER - 1) + 1,
        journey_id=journey.id if journey else None,
        requester=requester,
        name=hand_over.name,
        phone=hand_over.phone,
        channel=hand_over.channel,
        callback_wish=hand_over.callback_wish,
        locale=hand_over.locale,
        time_zone=hand_over.time_zone,
        subject=subject_of(hand_over.words),
        words=hand_over.words,
        queue=queue,
        contact=contact,
        status=Status.NEW.value,
        created_at=now,
        changed_at=now,
    )
    session.add(case)
    session.flush()
    for position, line in enumerate(hand_over.lines):
        session.add(_context_line(case, position, line))
    if draft is not None:
        _move_files(session, draft, case)
        session.delete(draft)
    if journey is not None:
        end_journey(session, journey, now=now)
    actor_id = taken.by.id if taken else None
    record_event(session, "case.opened", f"case:{case.id}", actor_id=actor_id, now=now)
    if not keeps:
        record_choice(session, case, chosen[1] if chosen else None, now=now)
    if taken is None:
        kind = PromiseKind.FIRST_ANSWER
        chosen_by_customer = hand_over.due_at is not None
        make_promise(
            session,
            case,
            kind,
            promised(case, kind),
            due_at,
            made_by=None,
            fulfils=False,
            now=now,
            grounds=Grounds(Basis.CALLBACK) if chosen_by_customer else Grounds(Basis.TARGET, now),
        )
    else:
        kind, text = PromiseKind.NEXT_UPDATE, taken.promise
        make_promise(
            session, case, kind, text, taken.due_at, made_by=actor_id, fulfils=False, now=now
        )
    if not known:
        notifications.acknowledge(session, case, office, now=now)
    return case


def take_turns(session: Session) -> None:
    """One hand-over after the other: numbers follow each other, two customers at once go to two
    people, and a button pressed twice is one case. On SQLite the transaction itself sees to that.
    """
    session.execute(select(Queue.id).order_by(Queue.id).with_for_update(key_share=True))


def hold(session: Session, case: Escalation, *, now: datetime) -> None:
    """Take the case's row for this transaction, as it stands now, and count the act."""
    session.refresh(case, with_for_update=True)
    case.revision += 1
    case.changed_at = now
    session.flush()


def write(
    session: Session,
    case: Escalation,
    body: str,
    files: Sequence[StoredFile],
    *,
    office: Office,
    now: datetime,
) -> Message:
    """The customer adds something. What we waited for has come; what was solved is open again."""
    hold(session, case, now=now)
    message = add_message(session, case, MessageKind.CUSTOMER, body, author_id=None, now=now)
    for file in files:
        session.add(CaseFile(escalation_id=case.id, message_id=message.id, file_id=file.id))
    _go_on(session, case, Act.WRITE, office, now=now)
    return message


def solve(session: Session, case: Escalation, *, now: datetime) -> None:
    """The customer says that it is solved, or that we were right in saying so; said twice, it is
    solved once."""
    hold(session, case, now=now)
    if case.solution_confirmed_at is not None:
        return
    case.solution_confirmed_at = now
    if case.status == Status.SOLVED:
        record_event(session, CONFIRMED, f"case:{case.id}", actor_id=None, now=now)
        return
    case.status = status_after(Status(case.status), Act.SOLVE).value
    case.solved_at = now
    close_promise(session, case, fulfilled=False, ends=True, now=now)
    record_event(session, "case.solved", f"case:{case.id}", actor_id=None, now=now)


def reopen(session: Session, case: Escalation, *, office: Office, now: datetime) -> None:
    """The customer says that it is not solved yet."""
    hold(session, case, now=now)
    if Status(case.status) not in OPEN_STATUSES:
        _go_on(session, case, Act.REOPEN, office, now=now)


def confirm_address(session: Session, case: Escalation, *, office: Office, now: datetime) -> None:
    """The holder of the mailed link says that the address is theirs: from now on mails to it are
    in full, beginning with the acknowledgement of this case."""
    hold(session, case, now=now)
    if case.confirmed_at is None:
        case.confirmed_at = now
        case.requester.confirmed_at = case.requester.confirmed_at or now
        record_event(session, "case.confirmed", f"case:{case.id}", actor_id=None, now=now)
        notifications.acknowledge_in_full(session, case, office, now=now)


def _still_there(session: Session, row: Row | None) -> Row | None:
    """The row, held; None if another tab of the same browser has sent or deleted it meanwhile."""
    if row is None:
        return None
    kind = type(row)
    mine = select(kind.id).where(kind.id == row.id).with_for_update(key_share=True)
    return row if session.scalar(mine) is not None else None


def _requester(session: Session, email: str, now: datetime) -> Requester:
    """The row of an address; a caller without one is nobody whom we could know again."""
    known = select(Requester).where(Requester.email == email)
    requester = session.scalar(known) if email else None
    if requester is None:
        requester = Requester(email=email or None, created_at=now)
        session.add(requester)
        session.flush()
    return requester


def _context_line(case: Escalation, position: int, line: Line) -> ContextLine:
    return ContextLine(
        escalation_id=case.id,
        position=position,
        section=line.section.value,
        at=line.at,
        label=line.label,
        text=line.text,
        url=line.url,
        remedy=line.remedy,
        outcome=line.outcome,
        before=line.before,
        note=line.note,
        from_message=line.from_message,
    )


def _move_files(session: Session, draft: Draft, case: Escalation) -> None:
    mine = update(CaseFile).where(CaseFile.draft_id == draft.id)
    session.execute(mine.values(draft_id=None, escalation_id=case.id))


def _go_on(session: Session, case: Escalation, act: Act, office: Office, *, now: datetime) -> None:
    """The case is ours to answer again, with a promise, if it was not."""
    before = Status(case.status)
    case.status = status_after(before, act).value
    case.solved_at = case.solution_confirmed_at = case.merged_into_id = None
    if before not in OPEN_STATUSES:
        record_event(session, "case.reopened", f"case:{case.id}", actor_id=None, now=now)
    look_after(session, case, now=now)
    if before.value != case.status or open_promise(session, case) is None:
        kind = PromiseKind.NEXT_UPDATE
        default_promise(session, case, kind, office, made_by=None, fulfils=True, now=now)
