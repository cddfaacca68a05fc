"""The mail that a waiting customer asked for, and the one that sends on what was done.

Nobody has confirmed these addresses, so the mails hold nothing that whoever typed them could
choose: no name, no title, no text (M1). Each address gets few of them, whoever asks.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from limits import parse
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.jobs import Handler, NotYet
from portal.core.mail import queue_letter
from portal.core.organisation import Organisation
from portal.core.settings import Settings
from portal.journeys.models import Journey
from portal.journeys.rules import goes_on
from portal.troubleshooter.models import Run, RunReminder
from portal.troubleshooter.notifications import reminder_letter
from portal.troubleshooter.pausing_operations import REMIND
from portal.troubleshooter.position import Wanted
from portal.troubleshooter.queries import run_lines, standing
from portal.troubleshooter.waiting import by_day
from portal.web.limits import allows
from portal.web.locale import app_of_languages

MAILS_TO_AN_ADDRESS = parse("2 per day")
MAILS_OF_THE_PORTAL = parse("300 per hour")


def may_mail(email: str) -> bool:
    """Is there a mail left for this address today, and for all of them this hour? Takes it. Not
    within a transaction."""
    address = sha256(email.encode()).hexdigest()
    return allows(MAILS_TO_AN_ADDRESS, "neutral mail", address) and allows(
        MAILS_OF_THE_PORTAL, "neutral mails"
    )


def reminder_handlers(settings: Settings, organisation: Organisation) -> dict[str, Handler]:
    """The job that sends a reminder. It writes its mail with the languages of the portal, for
    which a worker has no app of its own."""

    @cache
    def languages() -> Flask:
        return app_of_languages(organisation)

    def remind_run(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            remind(session, payload["reminder"], settings, organisation, now=now)

    return {REMIND: remind_run}


def remind(
    session: Session,
    reminder_id: int,
    settings: Settings,
    organisation: Organisation,
    *,
    now: datetime,
) -> None:
    """Mail it once, unless the customer has gone on meanwhile. Raises NotYet at night."""
    reminder = session.get(RunReminder, reminder_id, with_for_update=True)
    if reminder is None or reminder.sent_at is not None:
        return
    morning = by_day(max(now, reminder.due_at), ZoneInfo(reminder.time_zone))
    if morning > now:
        raise NotYet((morning - now).total_seconds())
    run = session.get_one(Run, reminder.run_id)
    journey = session.get_one(Journey, run.journey_id)
    token = _token(session, journey, run, settings)
    email, reminder.email, reminder.sent_at = reminder.email, "", now
    if not token or not _still_waits(session, journey, run, reminder, now):
        return
    address = f"{settings.base_url}/{reminder.locale}/runs/{token}"
    letter = reminder_letter(organisation, reminder.locale, address)
    queue_letter(session, letter, recipient=email, sender=settings.mail_from, now=now)
    record_event(session, "run.reminded", f"run:{run.id}", actor_id=None, now=now)


def _token(session: Session, journey: Journey, run: Run, settings: Settings) -> str:
    lines = run_lines(session, journey, settings.secret_key)
    return next((line.token for line in lines if line.run.id == run.id), "")


def _still_waits(
    session: Session, journey: Journey, run: Run, reminder: RunReminder, now: datetime
) -> bool:
    if not goes_on(journey.seen_at, journey.ended_at, now):
        return False
    way = standing(session, run, now=now).way
    return way.wants is Wanted.WAITING and way.here.key == reminder.step
