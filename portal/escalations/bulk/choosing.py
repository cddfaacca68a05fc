"""The cases that were ticked, and what can be chosen for all of them."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from wtforms import Form

from portal.accounts.absences import away
from portal.accounts.models import Queue
from portal.accounts.queues import queues
from portal.core.clock import now
from portal.core.db import db
from portal.escalations.bulk.forms import form_for
from portal.escalations.bulk.rules import BulkAct
from portal.escalations.desk.forms import Typed
from portal.escalations.desk_queries import readable
from portal.escalations.inbox.narrowing import people_of
from portal.escalations.models import Escalation
from portal.escalations.tags.models import CaseTag, Tag
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Calendar
from portal.web.access import Reader


def chosen_cases(session: Session, public_ids: Sequence[str], reader: Reader) -> list[Escalation]:
    """Those of these cases that the reader may see (A3, A4), in the order in which they are due."""
    # Not joined: whoever holds a case takes a lock, which an outer join cannot have.
    people = (selectinload(Escalation.contact), selectinload(Escalation.queue))
    mine = (Escalation.public_id.in_(public_ids), readable(reader))
    query = select(Escalation).where(*mine).options(*people)
    order = (Escalation.due_at.is_(None), Escalation.due_at, Escalation.id)
    return list(session.scalars(query.order_by(*order)))


def form_of(act: BulkAct, typed: Typed, cases: Sequence[Escalation], reader: Reader) -> Form:
    """The fields of the act: colleagues of the cases' teams who are there, all teams, the tags
    that the cases have, and the service hours of the first case's team."""
    session, moment = db.session, now()
    of_cases = {case.queue_id: case.queue for case in cases}
    gone = away(session, moment) | {reader.user_id}
    people = people_of(session, list(of_cases.values())) if cases else []
    every = queues(session)
    return form_for(
        act,
        typed,
        people=[person for person in people if person.id not in gone],
        teams=[queue for queue in every if len(of_cases) > 1 or queue.id not in of_cases],
        tags=_tags_of(session, cases),
        calendar=_calendar(session, cases, every),
        now=moment,
    )


def _tags_of(session: Session, cases: Sequence[Escalation]) -> list[Tag]:
    ids = [case.id for case in cases]
    query = select(Tag).join(CaseTag, CaseTag.tag_id == Tag.id)
    there = query.where(CaseTag.escalation_id.in_(ids)).distinct().order_by(Tag.key)
    return list(session.scalars(there))


def _calendar(session: Session, cases: Sequence[Escalation], every: Sequence[Queue]) -> Calendar:
    queue = cases[0].queue if cases else every[0]
    organisation = current_app.extensions["lotse.organisation"]
    return service_of(session, organisation, queue, now()).calendar
