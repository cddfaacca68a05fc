"""Who else is at a case. Whoever asks has made sure that the reader may see it (A4)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.escalations.presence.models import Presence, Writing
from portal.escalations.presence.operations import LASTS

_OTHERS = (
    select(Presence.escalation_id, Person.name, Presence.writing)
    .join(Person, Person.id == Presence.person_id)
    .where(
        Presence.escalation_id.in_(bindparam("case_ids", expanding=True)),
        Presence.person_id != bindparam("person_id"),
        Presence.seen_at > bindparam("gone"),
    )
    .order_by(Person.name, Person.id)
)
"""Put together once: every open page asks for it again and again."""


class Here(NamedTuple):
    """A colleague at a case."""

    name: str
    writing: Writing


def others_at(
    session: Session, case_ids: Collection[int], person_id: int, *, now: datetime
) -> dict[int, tuple[Here, ...]]:
    """The colleagues at each of these cases, by name; a case where nobody is has no entry."""
    asked = {"case_ids": list(case_ids), "person_id": person_id, "gone": now - LASTS}
    found: dict[int, list[Here]] = defaultdict(list)
    for case_id, name, writing in session.execute(_OTHERS, asked):
        found[case_id].append(Here(name, Writing(writing)))
    return {case_id: tuple(people) for case_id, people in found.items()}
