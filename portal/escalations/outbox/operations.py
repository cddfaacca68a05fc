"""A reply waits a moment before it goes out, and can be called back. None of these commits.

The job that sends it, the one who calls it back and everybody else who acts on the case take turns
by the case's row. What was pressed counts from the moment it was pressed: that is when its author
said that it was complete (RFC 5322, 3.6.1, of the Date of a mail), and a promise that was not due
then is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.core.jobs import NotYet, enqueue
from portal.escalations.composer.checks import record_asked_again
from portal.escalations.composer.findings import Finding, Kind
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.desk.entries import last_event
from portal.escalations.desk.operations import Outdated, message_by_key
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.outbox.files import files_of, put_back, put_with
from portal.escalations.outbox.models import ReplyFile, State, UnsentReply, Why
from portal.escalations.outbox.queries import others_acted, unsent_by_key, waiting_reply
from portal.escalations.promises.operations import open_promise

SEND_REPLY = "send_reply"
WAITS, CALLED_BACK, RETURNED = (
    "case.reply_waits",
    "case.reply_called_back",
    "case.reply_returned",
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed: the reply, its form as it was typed, its files, and the findings that it
    goes out with, seen on the case's `revision`."""

    reply: Reply
    form: Mapping[str, str]
    files: Sequence[ReplyFile]
    findings: Sequence[Finding]
    revision: int


def let_go(
    session: Session,
    case: Escalation,
    pressed: Pressed,
    author: Person,
    office: Office,
    now: datetime,
) -> None:
    """“Send” was pressed: the reply goes out after the pause of this installation, or at once
    where there is none. Raises Outdated."""
    seconds = office.settings.send_undo_seconds
    if seconds == 0:
        send_now(session, case, pressed, author, office, now)
    else:
        press(session, case, pressed, author, pause=timedelta(seconds=seconds), now=now)


def send_now(
    session: Session,
    case: Escalation,
    pressed: Pressed,
    author: Person,
    office: Office,
    now: datetime,
) -> None:
    """Send it without a pause; pressed twice, it goes out once."""
    session.refresh(case, with_for_update=True)
    if message_by_key(session, case, pressed.reply.key) is not None:
        return
    _send(session, case, pressed, author, office, now)
    before = unsent_by_key(session, case, pressed.reply.key)
    if before is not None:  # it had come back, and goes out after all
        session.delete(before)
        session.flush()


def press(
    session: Session,
    case: Escalation,
    pressed: Pressed,
    author: Person,
    *,
    pause: timedelta,
    now: datetime,
) -> None:
    """Let the reply wait for `pause`; pressed twice, it waits once. Raises Outdated."""
    session.refresh(case, with_for_update=True)
    key = pressed.reply.key
    if message_by_key(session, case, key) is not None:
        return
    unsent = unsent_by_key(session, case, key)
    if unsent is not None and unsent.state == State.WAITING:
        return
    if case.revision != pressed.revision:
        raise Outdated("Something has happened to this case since you opened the page.")
    other = waiting_reply(session, case)
    if other is not None:
        raise Conflict(
            "A reply of %(name)s is about to go out. Wait until it has, or call it back first.",
            name=other.author.name,
        )
    record_event(session, WAITS, f"case:{case.id}", actor_id=author.id, now=now)
    session.flush()
    if unsent is None:
        unsent = UnsentReply(public_id=key, escalation_id=case.id, author_id=author.id)
    unsent.state, unsent.why = State.WAITING.value, Why.NOT.value
    unsent.form = dict(pressed.form) | {
        "body": pressed.reply.body,
        "then": pressed.reply.then.value,
        "promise": pressed.reply.promise,
    }
    unsent.counted = [[one.kind.value, one.reasoned] for one in pressed.findings]
    unsent.due_at, unsent.revision = pressed.reply.due_at, case.revision
    unsent.seen, unsent.pressed_at, unsent.send_at = last_event(session, case), now, now + pause
    session.add(unsent)
    session.flush()
    put_with(session, unsent, pressed.files)
    schedule_sending(session, unsent, now=now)


def schedule_sending(session: Session, unsent: UnsentReply, *, now: datetime) -> None:
    """Add the job that sends it; one that waits already is enough."""
    payload = {"reply": unsent.id}
    key = f"{SEND_REPLY}:{unsent.id}:{unsent.send_at.timestamp():.0f}"
    enqueue(session, SEND_REPLY, payload, now=now, run_at=unsent.send_at, dedupe_key=key)


def call_back(
    session: Session, case: Escalation, key: str, *, actor_id: int, now: datetime
) -> UnsentReply:
    """Stop a reply that waits: its author has it again, as it was. Raises Conflict when it has
    gone out."""
    session.refresh(case, with_for_update=True)
    unsent = unsent_by_key(session, case, key)
    if unsent is None:
        raise Conflict(
            "The reply has gone out already. Write another one if it needs a correction."
        )
    if unsent.state == State.WAITING:
        _return(session, unsent, Why.CALLED_BACK)
        record_event(session, CALLED_BACK, f"case:{case.id}", actor_id=actor_id, now=now)
    return unsent


def discard(session: Session, case: Escalation, key: str, author_id: int) -> None:
    """Its author does not want to send what came back. Files that came with it stand in the
    composer still."""
    session.refresh(case, with_for_update=True)
    unsent = unsent_by_key(session, case, key)
    if unsent is not None and unsent.author_id == author_id and unsent.state == State.RETURNED:
        session.delete(unsent)
        session.flush()


def send_waiting(session: Session, unsent_id: int, office: Office, *, now: datetime) -> None:
    """Send a reply whose pause is over; where somebody acted on the case meanwhile, or the time
    that it promises has passed, it goes back to its author. Done twice, nothing happens twice.
    Raises NotYet while it is too early."""
    unsent = session.get(UnsentReply, unsent_id)
    if unsent is None:
        return
    case = unsent.escalation
    session.refresh(case, with_for_update=True)
    session.expire(unsent)
    unsent = session.get(UnsentReply, unsent_id)
    if unsent is None or unsent.state != State.WAITING:
        return
    if now < unsent.send_at:
        raise NotYet((unsent.send_at - now).total_seconds())
    why = _in_the_way(session, case, unsent, now)
    if why is not None:
        _return(session, unsent, why)
        record_event(session, RETURNED, f"case:{case.id}", actor_id=None, now=now)
        _look_again(session, case, now)
        return
    pressed = Pressed(
        reply=_reply_of(unsent),
        form=unsent.form,
        files=files_of(session, unsent),
        findings=[Finding("", Kind(kind), reasoned=reasoned) for kind, reasoned in unsent.counted],
        revision=case.revision,
    )
    author, pressed_at = unsent.author, unsent.pressed_at
    _send(session, case, pressed, author, office, pressed_at)
    case.changed_at = now
    session.delete(unsent)
    session.flush()


def _send(
    session: Session,
    case: Escalation,
    pressed: Pressed,
    author: Person,
    office: Office,
    now: datetime,
) -> None:
    send_reply(
        session,
        case,
        pressed.reply,
        revision=pressed.revision,
        author=author,
        office=office,
        now=now,
        files=pressed.files,
    )
    record_asked_again(session, case, pressed.findings, actor_id=author.id, now=now)


def _reply_of(unsent: UnsentReply) -> Reply:
    form: Mapping[str, Any] = unsent.form
    then = Then(form["then"])
    return Reply(unsent.public_id, form["body"], then, form["promise"], unsent.due_at)


def _in_the_way(
    session: Session, case: Escalation, unsent: UnsentReply, now: datetime
) -> Why | None:
    if case.revision != unsent.revision and others_acted(session, case, unsent):
        return Why.NEWS
    if unsent.due_at is not None and unsent.due_at <= now:
        return Why.TOO_LATE
    return None


def _return(session: Session, unsent: UnsentReply, why: Why) -> None:
    unsent.state, unsent.why = State.RETURNED.value, why.value
    put_back(session, unsent)
    session.flush()


def _look_again(session: Session, case: Escalation, now: datetime) -> None:
    """The watch has left the promise alone while the reply waited."""
    promise = open_promise(session, case)
    if promise is not None and promise.look_at is not None:
        promise.look_at = min(promise.look_at, now)
        session.flush()
