"""What the review page keeps until it is sent. None of these commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from portal.core.errors import TooLarge
from portal.core.files import FileStore, StoredFile, drop_files, store_file
from portal.escalations.attachments import LARGEST_SUM, MOST_FILES, Attachment
from portal.escalations.handing_over.draft_queries import draft_files, draft_of
from portal.escalations.models import CaseFile, Draft, Escalation
from portal.journeys.models import Journey


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, whether it could be sent or not."""

    words: str
    name: str
    email: str
    phone: str
    channel: str
    callback_wish: str
    queue_key: str
    changes: Mapping[str, Mapping[str, Any]]


def save_draft(
    session: Session, journey: Journey, public_id: str, typed: Typed, *, now: datetime
) -> Draft:
    """Keep what was typed; the first save makes the journey's draft."""
    journey.seen_at = now
    session.flush()  # holds the journey's row: two requests at once take turns
    draft = draft_of(session, journey)
    if draft is None:
        draft = Draft(public_id=public_id, journey_id=journey.id)
        session.add(draft)
    draft.words, draft.name, draft.email = typed.words, typed.name, typed.email
    draft.phone, draft.channel = typed.phone, typed.channel
    draft.callback_wish, draft.queue_key = typed.callback_wish, typed.queue_key
    draft.changes = {key: dict(change) for key, change in typed.changes.items()}
    draft.changed_at = now
    session.flush()
    return draft


def add_draft_file(
    session: Session,
    store: FileStore,
    draft: Draft,
    attachment: Attachment,
    *,
    now: datetime,
    removed: Mapping[str, int] | None = None,
) -> None:
    """Keep a file for the draft; raises TooLarge when there are enough (F5). A log, of which
    something was `removed` or could have been, waits for its customer's consent."""
    check_room([entry.file for entry in draft_files(session, draft)], [attachment])
    file = keep_file(session, store, attachment, owner=f"draft:{draft.id}", now=now)
    entry = CaseFile(draft_id=draft.id, file_id=file.id, withheld=removed is not None)
    if removed is not None:
        entry.removed = dict(removed)
    session.add(entry)
    session.flush()


def remove_draft_file(session: Session, draft: Draft, public_id: str, *, now: datetime) -> None:
    """The customer takes a file back."""
    for entry in draft_files(session, draft):
        if entry.file.public_id == public_id:
            session.delete(entry)
            session.flush()
            drop_files(session, [entry.file_id], now=now)


def check_room(present: Sequence[StoredFile], more: Sequence[Attachment]) -> None:
    """Raise TooLarge when these files more would be too many or too much."""
    if len(present) + len(more) > MOST_FILES:
        raise TooLarge("Ten files are enough. Remove one before you add another.")
    size = sum(file.size for file in present) + sum(len(file.data) for file in more)
    if size > LARGEST_SUM:
        raise TooLarge("All files together may have 40 MB. Remove one before you add another.")


def keep_file(
    session: Session, store: FileStore, attachment: Attachment, *, owner: str, now: datetime
) -> StoredFile:
    """Store a checked file under a random id."""
    return store_file(
        session,
        store,
        attachment.data,
        media_type=attachment.media_type,
        name=attachment.name,
        owner=owner,
        actor_id=None,
        now=now,
    )


def erase_drafts(session: Session, journey_ids: Sequence[int], now: datetime) -> None:
    """Delete the drafts of these journeys with their files, and cut cases off from them."""
    _erase(session, Draft.journey_id.in_(journey_ids), now)
    cases = update(Escalation).where(Escalation.journey_id.in_(journey_ids))
    session.execute(cases.values(journey_id=None))


def forget_drafts(session: Session, *, unchanged_since: datetime, limit: int, now: datetime) -> int:
    """Delete at most `limit` drafts that nobody has changed since then, with their files (F5, G1);
    returns how many it looked at."""
    old = Draft.changed_at < unchanged_since
    ids = list(session.scalars(select(Draft.journey_id).where(old).limit(limit)))
    mine = select(Journey.id).where(Journey.id.in_(ids)).order_by(Journey.id)
    session.execute(mine.with_for_update())  # as `save_draft` does: it may be typing just now
    _erase(session, and_(Draft.journey_id.in_(ids), old), now)
    return len(ids)


def _erase(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    ids = list(session.scalars(select(Draft.id).where(which)))
    entries = CaseFile.draft_id.in_(ids)
    files = list(session.scalars(select(CaseFile.file_id).where(entries)))
    session.execute(delete(CaseFile).where(entries))
    drop_files(session, files, now=now)
    session.execute(delete(Draft).where(Draft.id.in_(ids)))
