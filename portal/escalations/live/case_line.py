"""The line of a case's page."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.escalations.desk.entries import last_event
from portal.escalations.desk.lists import came_from
from portal.escalations.live.pages import Live
from portal.escalations.models import Escalation
from portal.escalations.presence.queries import others_at
from portal.escalations.presence.words import presence_words


def live_of(session: Session, case: Escalation, person: Person, *, now: datetime) -> Live:
    """What the page asks for and shows: everything after the last event that it has."""
    seen = last_event(session, case)
    others = others_at(session, [case.id], person.id, now=now)
    return Live(
        url=url_for("cases.case_news", public_id=case.public_id, seen=seen),
        show_url=url_for(
            "cases.show",
            public_id=case.public_id,
            seen=seen,
            list=came_from() or None,
            _anchor="new",
        ),
        presence=presence_words(others.get(case.id, ())),
        presence_url=url_for("cases.presence", public_id=case.public_id),
    )
