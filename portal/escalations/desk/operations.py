"""What agents do with a case beside answering it. None of these commits.

Each act names the revision that its page showed; somebody else's act in between makes it a
conflict (design.md, 3.5). A text carries the key that its form was given, so that sending it
twice keeps it once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.escalations.messages import add_message
from portal.escalations.models import Basis, Escalation, Message, MessageKind, Status
from portal.escalations.office import Office
from portal.escalations.operations import hold
from portal.escalations.outbox.files import attach
from portal.escalations.outbox.models import ReplyFile
from portal.escalations.promises.defaults import default_promise
from portal.escalations.promises.operations import Grounds, make_promise, open_promise
from portal.escalations.promises.reminder_operations import schedule_reminder
from portal.escalations.rules import Act, PromiseKind, status_after
from portal.escalations.wording import promised


class Outdated(Conflict):
    """Somebody acted on the case after this page was opened."""


def begin_act(session: Session, case: Escalation, revision: int, *, now: datetime) -> None:
    """Take the case for this transaction; raises Outdated if it is not as the actor saw it."""
    session.refresh(case, with_for_update=True)
    if case.revision != revision:
        raise Outdated("Something has happened to this case since you opened the page.")
    hold(session, case, now=now)


def message_by_key(session: Session, case: Escalation, key: str) -> Message | None:
    """What was kept under this key, by an earlier sending of the same form; raises Conflict for a
    key that stands for a text of another case."""
    found = session.scalar(select(Message).where(Message.public_id == key))
    if found is not None and found.escalation_id != case.id:
        raise Conflict("This form was sent for another case already. Read it and send it again.")
    return found


def add_note(
    session: Session,
    case: Escalation,
    body: str,
    *,
    key: str,
    actor_id: int,
    now: datetime,
    files: Sequence[ReplyFile] = (),
) -> Message:
    """Keep a note for the team. It contradicts nothing, so it needs no revision; others see that
    something is new."""
    session.refresh(case, with_for_update=True)
    sent = message_by_key(session, case, key)
    if sent is not None:
        return sent
    hold(session, case, now=now)
    note = add_message(session, case, MessageKind.NOTE, body, author_id=actor_id, now=now)
    note.public_id, note.markdown = key, True
    attach(session, note, files)
    session.flush()
    return note


def wait_for_customer(
    session: Session,
    case: Escalation,
    reminder_at: datetime,
    *,
    revision: int,
    actor_id: int,
    now: datetime,
) -> None:
    """It is the customer's turn; on the day of `reminder_at` it is ours to remind them. Said
    twice, it is said once."""
    session.refresh(case, with_for_update=True)
    if case.status == Status.WAITING and case.due_at == reminder_at:
        return
    begin_act(session, case, revision, now=now)
    set_waiting(session, case, reminder_at, actor_id=actor_id, fulfils=False, now=now)


def set_waiting(
    session: Session,
    case: Escalation,
    reminder_at: datetime,
    *,
    actor_id: int,
    fulfils: bool,
    now: datetime,
) -> None:
    """The state of waiting, for an act that holds the case; see `make_promise` for `fulfils`."""
    case.status = status_after(Status(case.status), Act.WAIT).value
    kind = PromiseKind.YOUR_ANSWER
    text = promised(case, kind)
    promise = make_promise(
        session,
        case,
        kind,
        text,
        reminder_at,
        made_by=actor_id,
        fulfils=fulfils,
        now=now,
        grounds=Grounds(Basis.REMINDER),
    )
    schedule_reminder(session, promise, now=now)
    record_event(session, "case.waiting", f"case:{case.id}", actor_id=actor_id, now=now)


def reopen_case(
    session: Session,
    case: Escalation,
    *,
    revision: int,
    office: Office,
    actor_id: int,
    now: datetime,
) -> None:
    """A solved case goes on, with a promise; one that is open stays as it is."""
    session.refresh(case, with_for_update=True)
    if case.solved_at is None and open_promise(session, case) is not None:
        return
    begin_act(session, case, revision, now=now)
    case.status = status_after(Status(case.status), Act.REOPEN).value
    case.solved_at = case.solution_confirmed_at = None
    kind = PromiseKind.NEXT_UPDATE
    default_promise(session, case, kind, office, made_by=actor_id, fulfils=False, now=now)
    record_event(session, "case.reopened", f"case:{case.id}", actor_id=actor_id, now=now)
