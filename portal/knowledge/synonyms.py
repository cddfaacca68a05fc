"""The synonyms that hold now, and the groups they come from."""

import threading
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.knowledge.search_models import SynonymGroup
from search.synonyms import NO_SYNONYMS, Synonyms
from search.synonyms import SynonymGroup as SearchGroup


class Stamp(NamedTuple):
    """Differs after every change of the groups."""

    groups: int
    newest: datetime | None


_STAMP = select(func.count(SynonymGroup.id), func.max(SynonymGroup.updated_at))
_kept: WeakKeyDictionary[object, tuple[Stamp, Synonyms]] = WeakKeyDictionary()
_lock = threading.Lock()


def current_synonyms(session: Session) -> Synonyms:
    """All groups, ready for search: made once a process, and again when a row has changed.

    Each call asks the database one question, which its index answers.
    """
    database = session.get_bind()
    count, newest = session.execute(_STAMP).one()
    stamp = Stamp(count, newest)
    with _lock:
        kept = _kept.get(database)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    made = synonyms_of(session) if count else NO_SYNONYMS
    with _lock:
        _kept[database] = (stamp, made)
    return made


def synonyms_of(
    session: Session, *, without: int | None = None, also: SearchGroup | None = None
) -> Synonyms:
    """All groups, or what they would be: `without` the one of this id, and with one more."""
    groups = [
        SearchGroup(group.locale, tuple(group.words))
        for group in session.scalars(select(SynonymGroup).order_by(SynonymGroup.id))
        if group.id != without
    ]
    return Synonyms([*groups, also] if also else groups)


def synonym_groups(session: Session, *, locale: str = "", text: str = "") -> list[SynonymGroup]:
    """Groups of a language, or of all, in which `text` stands; by their first word."""
    query = select(SynonymGroup)
    if locale:
        query = query.where(SynonymGroup.locale == locale)
    found = [group for group in session.scalars(query) if _holds(group, text.casefold())]
    return sorted(found, key=lambda group: (group.words[0].casefold(), group.id))


def synonym_group(session: Session, id_: int) -> SynonymGroup | None:
    """One group, or None."""
    return session.get(SynonymGroup, id_)


def _holds(group: SynonymGroup, text: str) -> bool:
    return any(text in word.casefold() for word in group.words)
