"""Answering a customer: a message, what follows it, and the mail. None of these commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.events import record_event
from portal.escalations import notifications
from portal.escalations.contact_persons.assignment_operations import set_contact
from portal.escalations.contact_persons.deputies import stands_in
from portal.escalations.desk.operations import begin_act, message_by_key, set_waiting
from portal.escalations.messages import add_message
from portal.escalations.models import OPEN_STATUSES, Escalation, Message, MessageKind, Status
from portal.escalations.office import Office
from portal.escalations.outbox.files import attach
from portal.escalations.outbox.models import ReplyFile
from portal.escalations.promises.operations import close_promise, make_promise
from portal.escalations.rules import Act, PromiseKind, status_after
from portal.escalations.status.asking import schedule_question


class Then(StrEnum):
    """What follows a reply: we go on · the customer answers · nothing, it is solved."""

    GO_ON = "go_on"
    WAIT = "wait"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Reply:
    """A public reply with the promise in it: no reply leaves without one (design.md, 2.6).

    `promise` (what) belongs to GO_ON; `due_at` is by when, or when we remind the customer; both
    are empty for SOLVED. `key` is the message's public id, fixed by the form.
    """

    key: str
    body: str
    then: Then
    promise: str = ""
    due_at: datetime | None = None


def send_reply(
    session: Session,
    case: Escalation,
    reply: Reply,
    *,
    revision: int,
    author: Person,
    office: Office,
    now: datetime,
    files: Sequence[ReplyFile] = (),
) -> Message:
    """Answer the customer on the page of the case and by mail; sent twice, it goes out once.

    Whoever answers a case that nobody has becomes its contact person; where the contact person is
    away, the answer says in whose place it was written. Raises Outdated.
    """
    session.refresh(case, with_for_update=True)
    sent = message_by_key(session, case, reply.key)
    if sent is not None:
        return sent
    begin_act(session, case, revision, now=now)
    if case.contact_id is None:
        set_contact(session, case, author, actor_id=author.id, now=now)
    message = add_message(
        session, case, MessageKind.REPLY, reply.body, author_id=author.id, now=now
    )
    message.public_id, message.markdown = reply.key, True
    attach(session, message, files)
    if stands_in(session, case, author, now=now):
        message.in_place_of = case.contact
    before = Status(case.status)
    case.status = status_after(before, Act.REPLY).value
    case.solved_at = case.solution_confirmed_at = None
    if before not in OPEN_STATUSES and reply.then is not Then.SOLVED:
        record_event(session, "case.reopened", f"case:{case.id}", actor_id=author.id, now=now)
    _follow(session, case, reply, author.id, now)
    session.flush()
    notifications.announce_reply(session, case, message, office, now=now)
    return message


def _follow(session: Session, case: Escalation, reply: Reply, actor_id: int, now: datetime) -> None:
    if reply.then is Then.SOLVED:
        case.status = status_after(Status(case.status), Act.SOLVE).value
        case.solved_at = now
        close_promise(session, case, fulfilled=True, ends=True, now=now)
        record_event(session, "case.solved", f"case:{case.id}", actor_id=actor_id, now=now)
        schedule_question(session, case, now=now)
        return
    if reply.due_at is None:
        raise ValueError("a reply that ends nothing promises something")
    if reply.then is Then.WAIT:
        set_waiting(session, case, reply.due_at, actor_id=actor_id, fulfils=True, now=now)
        return
    make_promise(
        session,
        case,
        PromiseKind.NEXT_UPDATE,
        reply.promise,
        reply.due_at,
        made_by=actor_id,
        fulfils=True,
        now=now,
    )
