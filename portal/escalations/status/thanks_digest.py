"""Telling those who were thanked and whom no other digest reaches: once a day, while they work."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.mail import queue_letter
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.status.models import Thanks, ThanksTo
from portal.escalations.status.thanking import take_untold
from portal.escalations.watching.digest_letters import thanks_letter
from portal.escalations.watching.digest_operations import is_there

PAUSE = timedelta(hours=20)
"""Between two such mails to one person: several thanks are one mail."""


def send_thanks(session: Session, office: Office, *, now: datetime) -> int:
    """Mail everybody that customers have thanked them; how many mails."""
    sent = 0
    for person, case in _waiting(session):
        last = session.scalar(
            select(func.max(ThanksTo.mailed_at)).where(ThanksTo.person_id == person.id)
        )
        if last is not None and now - last < PAUSE:
            continue
        if not person.active or not is_there(session, person, case, office, now):
            continue
        thanks = take_untold(session, person, now=now)
        if thanks:
            letter = thanks_letter(person, thanks, f"{office.settings.base_url}/agent/cases")
            sender = office.settings.mail_from
            queue_letter(session, letter, recipient=person.email, sender=sender, now=now)
            sent += 1
    return sent


def _waiting(session: Session) -> list[tuple[Person, Escalation]]:
    """Everybody with thanks that were not told yet, once, with the newest case of those."""
    newest = (
        select(func.max(Thanks.escalation_id).label("case_id"), ThanksTo.person_id)
        .join(Thanks, Thanks.id == ThanksTo.thanks_id)
        .where(ThanksTo.mailed_at.is_(None))
        .group_by(ThanksTo.person_id)
        .subquery()
    )
    query = (
        select(Person, Escalation)
        .join(newest, newest.c.person_id == Person.id)
        .join(Escalation, Escalation.id == newest.c.case_id)
        .order_by(Person.id)
    )
    return [(person, case) for person, case in session.execute(query)]
