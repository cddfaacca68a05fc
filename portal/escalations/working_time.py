"""When somebody of the team may be written to: while the team is there and they are as well."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.working_hours import spans_of
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.service_hours.queries import service_of
from portal.service_hours.rules import NoWorkingTime, Span, next_opening

_STEPS: Final = 30


def next_time_of(
    session: Session, person: Person, case: Escalation, office: Office, now: datetime
) -> datetime:
    """The next instant (UTC) at which the case's team is there, and this person by hours of their
    own; `now` if that is so. Where the two never meet, when the team is. Absences do not count."""
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    opening = next_opening(calendar, now)
    own = replace(calendar, spans=tuple(Span(*span) for span in spans_of(person)))
    if not own.spans:
        return opening
    moment = opening
    for _step in range(_STEPS):
        try:
            theirs = next_opening(own, moment)
        except NoWorkingTime:
            break
        moment = next_opening(calendar, theirs)
        if moment == theirs:
            return moment
    return opening
