"""Customers whose answer we wait for: reminded once, on the morning that was named to them, then
closed for now on the day that the reminder named. None of these commits."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.core.events import events_of, record_event
from portal.core.jobs import NotYet, enqueue
from portal.core.mail import OutboundMail
from portal.core.mail_rules import MailState
from portal.escalations import notifications
from portal.escalations.models import Basis, Escalation, Promise, PromiseState, Status
from portal.escalations.office import Office
from portal.escalations.operations import hold
from portal.escalations.promises.operations import Grounds, close_promise, make_promise
from portal.escalations.promises.rules import closing
from portal.escalations.rules import Act, PromiseKind, status_after
from portal.escalations.wording import silent
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Calendar, next_opening
from portal.web.formatting import moment

REMIND = "remind_customer"
CLOSE = "close_silent_case"
REMINDED, CLOSED = "case.reminded", "case.closed"
"""Events. CLOSED is none of "case.solved": whoever says nothing has not said that it is."""
_LOOK_AGAIN = 3600.0
_ARRIVED = (MailState.SENT, MailState.FILED)
_UNDER_WAY = (MailState.QUEUED, MailState.SENDING)


def schedule_reminder(session: Session, promise: Promise, *, now: datetime) -> None:
    """Let the reminder go out when what the customer promised is due."""
    enqueue(session, REMIND, {"promise": promise.id}, now=now, run_at=promise.due_at)


def remind(session: Session, promise_id: int, office: Office, *, now: datetime) -> None:
    """Mail one reminder, unless the customer has answered, the case has ended, or somebody named
    another day. It names the day on which the case is closed for now, and that day takes the
    place of this one; a caller without an address is left to their contact person.

    Raises NotYet outside of service hours: nobody gets mail at night.
    """
    found = _waited_for(session, promise_id)
    if found is None:
        return
    case, promise = found
    calendar = _in_service(session, case, office, now)
    closes_at = closing(calendar, now, office.organisation.close_after_days)
    closes = moment(closes_at, case.locale, ZoneInfo(case.time_zone))
    mail = notifications.remind(session, case, office, closes, now=now)
    if mail is None:
        record_event(session, REMINDED, f"case:{case.id}", actor_id=None, now=now)
        return
    record_event(session, REMINDED, f"case:{case.id}", actor_id=None, now=now, mail=mail.id)
    last = make_promise(
        session,
        case,
        PromiseKind.YOUR_ANSWER,
        silent(case),
        closes_at,
        made_by=None,
        fulfils=True,
        now=now,
        grounds=Grounds(Basis.REMINDER, moved_from=promise.id),
    )
    enqueue(session, CLOSE, {"promise": last.id}, now=now, run_at=closes_at)


def close_silent(session: Session, promise_id: int, office: Office, *, now: datetime) -> None:
    """Close a case for now and tell its customer, if nothing has come since the reminder. Where
    the reminder did not reach them, the case stays with its contact person.

    Raises NotYet outside of service hours, and while the reminder is still on its way.
    """
    found = _waited_for(session, promise_id)
    if found is None:
        return
    case, _promise = found
    _in_service(session, case, office, now)
    if not _was_reminded(session, case):
        return
    hold(session, case, now=now)
    case.status = status_after(Status(case.status), Act.CLOSE).value
    case.solved_at = now
    close_promise(session, case, fulfilled=False, ends=True, now=now)
    record_event(session, CLOSED, f"case:{case.id}", actor_id=None, now=now)
    notifications.tell_closed(session, case, office, now=now)


def _waited_for(session: Session, promise_id: int) -> tuple[Escalation, Promise] | None:
    """The case whose customer's answer this is, held; None if it is not waited for any more."""
    promise = session.get(Promise, promise_id)
    if promise is None:
        return None
    case = session.get_one(Escalation, promise.escalation_id)
    session.refresh(case, with_for_update=True)
    session.refresh(promise)
    if promise.state != PromiseState.OPEN.value or case.status != Status.WAITING.value:
        return None
    return case, promise


def _in_service(session: Session, case: Escalation, office: Office, now: datetime) -> Calendar:
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    seconds = (next_opening(calendar, now) - now).total_seconds()
    if seconds > 0:
        raise NotYet(seconds)
    return calendar


def _was_reminded(session: Session, case: Escalation) -> bool:
    events = [event for event in events_of(session, f"case:{case.id}") if event.name == REMINDED]
    mail = session.get(OutboundMail, events[-1].details.get("mail", 0)) if events else None
    if mail is not None and mail.state in _UNDER_WAY:
        raise NotYet(_LOOK_AGAIN)
    return mail is not None and mail.state in _ARRIVED
