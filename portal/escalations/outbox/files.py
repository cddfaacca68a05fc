"""Files of what somebody writes about a case: they wait on the server until it is sent, so that a
refused form, a conflict or a closed tab loses none. None of these commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core.files import FileStore, StoredFile, drop_files, store_file
from portal.escalations.attachments import Attachment
from portal.escalations.handing_over.draft_operations import check_room
from portal.escalations.models import CaseFile, Escalation, Message
from portal.escalations.outbox.models import FilePurpose, ReplyFile, UnsentReply


def waiting_files(
    session: Session, case: Escalation, person_id: int, purpose: FilePurpose
) -> list[ReplyFile]:
    """What this person has added and not sent yet, oldest first."""
    mine = (
        ReplyFile.escalation_id == case.id,
        ReplyFile.person_id == person_id,
        ReplyFile.purpose == purpose.value,
        ReplyFile.unsent_id.is_(None),
    )
    return list(session.scalars(select(ReplyFile).where(*mine).order_by(ReplyFile.id)))


def files_of(session: Session, unsent: UnsentReply) -> list[ReplyFile]:
    """What goes out with a reply that waits."""
    mine = ReplyFile.unsent_id == unsent.id
    return list(session.scalars(select(ReplyFile).where(mine).order_by(ReplyFile.id)))


def own_file(
    session: Session, case: Escalation, person_id: int, public_id: str
) -> StoredFile | None:
    """A file that this person has added, whatever it waits for."""
    mine = (ReplyFile.escalation_id == case.id, ReplyFile.person_id == person_id)
    query = select(StoredFile).join(ReplyFile, ReplyFile.file_id == StoredFile.id)
    return session.scalar(query.where(*mine, StoredFile.public_id == public_id))


def add_file(
    session: Session,
    store: FileStore,
    case: Escalation,
    person_id: int,
    purpose: FilePurpose,
    attachment: Attachment,
    *,
    now: datetime,
) -> ReplyFile:
    """Keep a checked file; raises TooLarge when there are enough (F5)."""
    session.refresh(case, with_for_update=True)
    present = waiting_files(session, case, person_id, purpose)
    check_room([entry.file for entry in present], [attachment])
    file = store_file(
        session,
        store,
        attachment.data,
        media_type=attachment.media_type,
        name=attachment.name,
        owner=f"case:{case.id}",
        actor_id=person_id,
        now=now,
    )
    entry = ReplyFile(
        escalation_id=case.id,
        person_id=person_id,
        purpose=purpose.value,
        file_id=file.id,
        added_at=now,
    )
    session.add(entry)
    session.flush()
    return entry


def remove_file(
    session: Session, case: Escalation, person_id: int, public_id: str, *, now: datetime
) -> None:
    """Take a file back that waits in the composer; one that is gone already stays so."""
    for purpose in FilePurpose:
        for entry in waiting_files(session, case, person_id, purpose):
            if entry.file.public_id == public_id:
                _drop(session, [entry], now=now)


def attach(session: Session, message: Message, entries: Sequence[ReplyFile]) -> None:
    """They belong to a message now."""
    for entry in entries:
        session.add(
            CaseFile(
                escalation_id=message.escalation_id, message_id=message.id, file_id=entry.file_id
            )
        )
        session.delete(entry)
    session.flush()


def put_with(session: Session, unsent: UnsentReply, entries: Sequence[ReplyFile]) -> None:
    """They wait with this reply."""
    for entry in entries:
        entry.unsent_id = unsent.id
    session.flush()


def put_back(session: Session, unsent: UnsentReply) -> None:
    """They stand in their author's composer again."""
    mine = update(ReplyFile).where(ReplyFile.unsent_id == unsent.id)
    session.execute(mine.values(unsent_id=None))


def forget_files(session: Session, *, added_before: datetime, limit: int, now: datetime) -> int:
    """Delete at most `limit` files that nobody has sent since then (F5, G3); returns how many.
    What belongs to a reply that waits or has come back stays."""
    kept = select(UnsentReply.id).where(
        UnsentReply.escalation_id == ReplyFile.escalation_id,
        UnsentReply.author_id == ReplyFile.person_id,
    )
    old = (ReplyFile.added_at < added_before, ReplyFile.unsent_id.is_(None), ~kept.exists())
    entries = list(session.scalars(select(ReplyFile).where(*old).limit(limit)))
    _drop(session, entries, now=now)
    return len(entries)


def _drop(session: Session, entries: Sequence[ReplyFile], *, now: datetime) -> None:
    session.execute(delete(ReplyFile).where(ReplyFile.id.in_([entry.id for entry in entries])))
    drop_files(session, [entry.file_id for entry in entries], now=now)
