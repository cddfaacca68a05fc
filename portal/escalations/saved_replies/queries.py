"""Saved replies of a reader: what they may insert and what they may change."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.escalations.saved_replies.matching import fits
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.web.access import Permission, Reader

MOST = 1000
"""Of these a search looks at the most used ones."""


def saved_replies(session: Session, reader: Reader) -> list[SavedReply]:
    """All that the reader may insert, the most used first."""
    query = (
        select(SavedReply)
        .options(joinedload(SavedReply.owner), joinedload(SavedReply.queue))
        .where(_insertable(reader))
        .order_by(SavedReply.uses.desc(), SavedReply.id)
    )
    return list(session.scalars(query.limit(MOST)))


def saved_reply(session: Session, public_id: str, reader: Reader) -> SavedReply | None:
    """The saved reply, if this reader may insert it."""
    mine = (SavedReply.public_id == public_id, _insertable(reader))
    return session.scalar(select(SavedReply).where(*mine))


def best_fitting(
    replies: Iterable[SavedReply], typed: str, locale: str, limit: int
) -> list[SavedReply]:
    """Those that fit what was typed, the best first, in the language or where that is missing in
    the other; all of them when nothing was typed."""
    if not typed.strip():
        return list(replies)[:limit]
    rated = [(_rate(reply, typed, locale), reply) for reply in replies]
    found = sorted(((rate, reply) for rate, reply in rated if rate), key=lambda one: -one[0])
    return [reply for _rate_, reply in found[:limit]]


def language_of(reply: SavedReply, locale: str) -> str:
    """`locale` where the saved reply has it, else the language that it has."""
    return locale if locale in reply.bodies else next(iter(sorted(reply.bodies)), locale)


def may_change(reply: SavedReply, reader: Reader) -> bool:
    """One's own; what is shared is for those who lead."""
    match Shared(reply.shared):
        case Shared.OWN:
            return reply.owner_id is not None and reply.owner_id == reader.user_id
        case Shared.TEAM:
            return leads_team(reply.queue_id, reader)
        case Shared.ALL:
            return reader.may(Permission.LEAD_TEAM)


def leads_team(queue_id: int | None, reader: Reader) -> bool:
    """May the reader say what this team uses?"""
    if reader.may(Permission.SEE_ALL_QUEUES):
        return True
    return reader.may(Permission.LEAD_TEAM) and queue_id in reader.queues


def _insertable(reader: Reader) -> ColumnElement[bool]:
    if reader.user_id is None or not reader.may(Permission.HANDLE_CASES):
        return false()
    of_team = SavedReply.shared == Shared.TEAM.value
    if not reader.may(Permission.SEE_ALL_QUEUES):
        of_team &= SavedReply.queue_id.in_(reader.queues)
    own = (SavedReply.shared == Shared.OWN.value) & (SavedReply.owner_id == reader.user_id)
    return or_(SavedReply.shared == Shared.ALL.value, of_team, own)


def _rate(reply: SavedReply, typed: str, locale: str) -> int:
    language = language_of(reply, locale)
    return fits(typed, reply.titles.get(language, ""), reply.bodies.get(language, ""))
