"""Stopping for a while: a remedy that takes time, and going on although nothing helped so far.

Nothing here commits.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.jobs import enqueue
from portal.troubleshooter.giving_up import without_effect
from portal.troubleshooter.keeping import held, keep
from portal.troubleshooter.models import Run, RunReminder
from portal.troubleshooter.operations import settle
from portal.troubleshooter.queries import WENT_ON, Standing
from portal.troubleshooter.waiting import by_day, end_of_wait, reply_for
from portal.troubleshooter.walk import Place, Way
from portal.web.formatting import moment

REMIND = "remind_run"


def go_on(session: Session, state: Standing, *, now: datetime) -> Way:
    """The customer wants no person yet; asked again after as many more without effect."""
    count = without_effect(state.way)
    held(session, state.run, now)
    question = ngettext("One step had no effect.", "%(num)s steps had no effect.", count)
    label = _("Try on all the same")
    keep(session, state.run, WENT_ON, [str(count)], question, label, "", now=now)
    return settle(session, state.run, now=now)


def begin_wait(
    session: Session, run: Run, place: Place, minutes: int, title: str, *, now: datetime
) -> Way:
    """The remedy at `place` was done and takes `minutes`; `title` is how it is called."""
    held(session, run, now)
    until = end_of_wait(now, minutes)
    label = _("Done, wait until %(moment)s", moment=moment(until))
    keep(session, run, place.key, [reply_for(until)], title, label, "", now=now)
    return settle(session, run, now=now)


def take_wait_back(session: Session, run: Run, place: Place, title: str, *, now: datetime) -> Way:
    """It was not done after all: its instructions are wanted, and nobody is reminded."""
    held(session, run, now)
    keep(session, run, place.key, [], title, _("Not done yet"), "", now=now)
    mine = (RunReminder.run_id == run.id, RunReminder.step == place.key)
    session.execute(delete(RunReminder).where(*mine))
    return settle(session, run, now=now)


def ask_for_reminder(
    session: Session,
    run: Run,
    place: Place,
    until: datetime,
    *,
    email: str,
    locale: str,
    zone: ZoneInfo,
    now: datetime,
) -> RunReminder:
    """One mail, by day, when the wait is over; another address takes the place of the first."""
    held(session, run, now)
    reminder = reminder_at(session, run, place)
    if reminder is None:
        reminder = RunReminder(run_id=run.id, step=place.key, created_at=now)
        session.add(reminder)
    reminder.email, reminder.locale, reminder.time_zone = email, locale, zone.key
    reminder.due_at, reminder.sent_at = by_day(max(until, now), zone), None
    session.flush()
    enqueue(
        session,
        REMIND,
        {"reminder": reminder.id},
        now=now,
        run_at=reminder.due_at,
        dedupe_key=f"{REMIND}:{reminder.id}",
    )
    return reminder


def reminder_at(session: Session, run: Run, place: Place) -> RunReminder | None:
    """The reminder that was asked for at a step."""
    mine = (RunReminder.run_id == run.id, RunReminder.step == place.key)
    return session.scalar(select(RunReminder).where(*mine))
