"""The list that somebody came to a case from: its next case is one step away, also when this one
has left the list by what was done to it."""

from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from sqlalchemy.orm import Session

from portal.escalations.finding.beside import found_beside, without_found
from portal.escalations.inbox.listing import list_text, neighbours, read_list
from portal.escalations.inbox.places import place_text
from portal.escalations.inbox.queries import Place
from portal.escalations.models import Escalation
from portal.web.access import Reader
from portal.web.locale import current_time_zone

FIELD = "list"


@dataclass(frozen=True, slots=True)
class ListView:
    """Where the list is, and the cases beside this one in it; "" at an end. `searched`: it is what
    a search found."""

    url: str
    previous_url: str
    next_url: str
    searched: bool


def came_from() -> str:
    """The address of the list, as it stands in that of the case or in its forms."""
    return list_text(parts := read_list(request.values.get(FIELD, "")), parts.get("after", ""))


def list_view(session: Session, case: Escalation, reader: Reader, *, now: datetime) -> ListView:
    """The list of this request; without one it is the reader's own."""
    parts = read_list(came_from())
    question = list_text(without_found(parts))
    url = url_for("cases.inbox") + (f"?{question}" if question else "")
    if "q" in parts:
        before, behind = (
            case_address(public_id, list_text(parts)) if public_id else ""
            for public_id in found_beside(session, parts, case.id, reader)
        )
        return ListView(url, before, behind, searched=True)
    found = neighbours(session, parts, case.id, reader, now=now, zone=current_time_zone())

    def address(neighbour: tuple[str, Place] | None) -> str:
        if neighbour is None:
            return ""
        public_id, place = neighbour
        return case_address(public_id, list_text(parts, place_text(place)))

    return ListView(url, address(found.before), address(found.behind), searched=False)


def case_address(public_id: str, came_from: str, anchor: str | None = None) -> str:
    """A case for somebody who comes from this list."""
    return url_for("cases.show", public_id=public_id, list=came_from or None, _anchor=anchor)
