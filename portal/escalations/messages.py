"""What was said about a case. A message is never changed; a note is a kind of its own, so that no
flag can send it to the customer."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.files import StoredFile
from portal.core.types import public_id
from portal.escalations.models import CaseFile, Escalation, Message, MessageKind

REPEATED_WITHIN = timedelta(seconds=60)


def add_message(
    session: Session,
    case: Escalation,
    kind: MessageKind,
    body: str,
    *,
    author_id: int | None,
    now: datetime,
) -> Message:
    """Add what somebody wrote; `author_id` is None for the customer. Changes nothing else: status,
    promise and mail belong to the act (`operations.write`, `reply_operations`)."""
    message = Message(
        public_id=public_id(),
        escalation_id=case.id,
        kind=kind.value,
        author_id=author_id,
        body=body,
        created_at=now,
    )
    session.add(message)
    session.flush()
    record_event(
        session,
        f"case.{_EVENTS[kind]}",
        f"case:{case.id}",
        actor_id=author_id,
        now=now,
        message=message.id,
    )
    return message


def is_repeated(
    session: Session, case: Escalation, body: str, files: Iterable[bytes], *, now: datetime
) -> bool:
    """Did the customer send just this, with these files' bytes, a moment ago? A button that is
    pressed twice says it once. Takes the case's row, so that two requests at once take turns."""
    session.refresh(case, with_for_update=True)
    mine = select(Message).where(Message.escalation_id == case.id).order_by(Message.id.desc())
    last = session.scalar(mine.limit(1))
    if last is None or last.kind != MessageKind.CUSTOMER or last.body != body:
        return False
    kept = select(StoredFile.sha256).join(CaseFile).where(CaseFile.message_id == last.id)
    same = set(session.scalars(kept)) == {hashlib.sha256(data).hexdigest() for data in files}
    return same and now - last.created_at < REPEATED_WITHIN


def was_sent(session: Session, case: Escalation, key: str) -> bool:
    """Has a text of this case been kept under the key of its form?"""
    mine = (Message.public_id == key, Message.escalation_id == case.id)
    return session.scalar(select(Message.id).where(*mine)) is not None


def messages(
    session: Session, case: Escalation, kinds: Sequence[MessageKind] = tuple(MessageKind)
) -> list[Message]:
    """What was said, oldest first; name the `kinds` wherever a customer looks."""
    mine = (Message.escalation_id == case.id, Message.kind.in_([kind.value for kind in kinds]))
    return list(session.scalars(select(Message).where(*mine).order_by(Message.id)))


def case_files(session: Session, case: Escalation) -> list[CaseFile]:
    """All files of a case and of its messages, oldest first; without logs that wait for their
    customer's consent."""
    mine = (CaseFile.escalation_id == case.id, CaseFile.withheld.is_(False))
    return list(session.scalars(select(CaseFile).where(*mine).order_by(CaseFile.id)))


_EVENTS = {
    MessageKind.CUSTOMER: "customer_wrote",
    MessageKind.REPLY: "replied",
    MessageKind.NOTE: "noted",
}
