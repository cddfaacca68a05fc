"""Changing saved replies. None of these commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Forbidden
from portal.core.events import record_event
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.escalations.saved_replies.queries import leads_team, may_change
from portal.web.access import Permission, Reader


class Changed(Conflict):
    """Somebody else changed or deleted the saved reply after its page was opened."""


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody saves: title and text by locale, and who inserts it."""

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    shared: Shared = Shared.OWN
    queue_id: int | None = None


def add_saved_reply(
    session: Session, content: Content, *, reader: Reader, now: datetime
) -> SavedReply:
    """A new one; raises Forbidden when the reader may not share it so."""
    _check_sharing(content, reader)
    reply = SavedReply(
        titles=dict(content.titles),
        bodies=dict(content.bodies),
        shared=content.shared.value,
        owner_id=reader.user_id,
        queue_id=content.queue_id,
        created_at=now,
        changed_at=now,
        changed_by_id=reader.user_id,
    )
    session.add(reply)
    session.flush()
    _record(session, reply, "saved_reply.added", reader, now)
    return reply


def change_saved_reply(
    session: Session,
    reply: SavedReply,
    content: Content,
    *,
    revision: int,
    reader: Reader,
    now: datetime,
) -> None:
    """Put other texts in their place. Raises Changed when it is not as the page showed it, and
    Forbidden when it is not the reader's to change or to share so."""
    _hold(session, reply, revision, reader)
    _check_sharing(content, reader)
    reply.titles, reply.bodies = dict(content.titles), dict(content.bodies)
    reply.shared, reply.queue_id = content.shared.value, content.queue_id
    if content.shared is Shared.OWN:
        reply.owner_id = reader.user_id
    reply.revision += 1
    reply.changed_at, reply.changed_by_id = now, reader.user_id
    session.flush()
    _record(session, reply, "saved_reply.changed", reader, now)


def remove_saved_reply(
    session: Session, reply: SavedReply, *, revision: int, reader: Reader, now: datetime
) -> None:
    """Nobody can insert it any more; replies that were sent with it stay. Raises as above."""
    _hold(session, reply, revision, reader)
    _record(session, reply, "saved_reply.removed", reader, now)
    session.delete(reply)
    session.flush()


def count_use(session: Session, reply: SavedReply, now: datetime) -> None:
    """It was inserted into a reply. Who changes it at the same time is not disturbed."""
    mine = SavedReply.id == reply.id
    session.execute(update(SavedReply).where(mine).values(uses=SavedReply.uses + 1, used_at=now))


def _hold(session: Session, reply: SavedReply, revision: int, reader: Reader) -> None:
    held = session.scalar(
        select(SavedReply)
        .where(SavedReply.id == reply.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if held is None or held.revision != revision:
        raise Changed("Somebody else has changed this saved reply meanwhile.")
    if not may_change(held, reader):
        raise Forbidden("This saved reply belongs to others. Ask a team lead to change it.")


def _check_sharing(content: Content, reader: Reader) -> None:
    match content.shared:
        case Shared.TEAM if not leads_team(content.queue_id, reader):
            raise Forbidden("Only who leads this team can share a saved reply with it.")
        case Shared.ALL if not reader.may(Permission.LEAD_TEAM):
            raise Forbidden("Only team leads can share a saved reply with everybody.")


def _record(session: Session, reply: SavedReply, name: str, reader: Reader, now: datetime) -> None:
    record_event(session, name, f"saved_reply:{reply.id}", actor_id=reader.user_id, now=now)
