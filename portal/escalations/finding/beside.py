"""The cases that a search has listed, as they stand in the address of each of them.

A search is not made again for the page of a case: it would take its time, and an answer that has
come meanwhile would have changed the order in which somebody walks through what they saw.
"""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import readable
from portal.escalations.models import Escalation
from portal.web.access import Reader

FIELD = "found"
_IDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12}){0,49}", re.ASCII)


def found_text(ids: Sequence[int]) -> str:
    """The cases of a page of hits in their order, as FIELD of an address."""
    return ".".join(map(str, ids))


def without_found(parts: Mapping[str, str]) -> dict[str, str]:
    """The address of the search itself."""
    return {name: value for name, value in parts.items() if name != FIELD}


def found_beside(
    session: Session, parts: Mapping[str, str], case_id: int, reader: Reader
) -> tuple[str, str]:
    """Public ids of the cases before and behind one among the hits, "" at an end; only what the
    reader may see now (A4)."""
    text = parts.get(FIELD, "")
    ids = [int(id_) for id_ in text.split(".")] if _IDS.fullmatch(text) else []
    if case_id not in ids:
        return "", ""
    query = select(Escalation.id, Escalation.public_id)
    rows = session.execute(query.where(Escalation.id.in_(ids), readable(reader)))
    seen = {row.id: row.public_id for row in rows}
    at = ids.index(case_id)
    before = [seen[id_] for id_ in ids[:at] if id_ in seen]
    behind = [seen[id_] for id_ in ids[at + 1 :] if id_ in seen]
    return before[-1] if before else "", behind[0] if behind else ""
