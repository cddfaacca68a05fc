"""Telling a deputy once for each absence that they stand in: by mail, in their own hours. It names
a colleague and a number of cases, nothing of a customer's."""

from datetime import date, datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.absences import absence_of
from portal.accounts.models import Person
from portal.accounts.work_forms import last_day
from portal.core.events import events_of, record_event
from portal.core.jobs import NotYet, enqueue
from portal.core.mail import queue_letter
from portal.core.mail_content import Letter, Link, MailContent
from portal.core.mail_previews import Preview, SampleOffice
from portal.escalations.models import OPEN_STATUSES, Escalation
from portal.escalations.office import Office
from portal.service_hours.working_time import next_time_of
from portal.web.formatting import day_words

TELL_DEPUTY = "tell_deputy"
TOLD = "absence.deputy_told"
STANDS_IN = "team.stands_in"
"""The kind of the mail."""


def let_deputy_know(session: Session, person_id: int, deputy_id: int, *, now: datetime) -> None:
    """Queue the mail to somebody who has just got cases to look after."""
    payload = {"person": person_id, "deputy": deputy_id}
    key = f"{TELL_DEPUTY}:{person_id}:{deputy_id}"
    enqueue(session, TELL_DEPUTY, payload, now=now, dedupe_key=key)


def tell_deputy(
    session: Session, person_id: int, deputy_id: int, office: Office, *, now: datetime
) -> None:
    """Mail the deputy, unless the person is back, or nothing is left to look after. Raises NotYet
    outside of the deputy's hours."""
    person, deputy = (session.get_one(Person, id_) for id_ in (person_id, deputy_id))
    session.refresh(deputy, with_for_update=True)
    absence = absence_of(session, person, now)
    if absence is None or absence_of(session, deputy, now) is not None:
        return
    subject, what = f"person:{deputy_id}", {"absence": absence.id}
    if any(e.name == TOLD and e.details == what for e in events_of(session, subject)):
        return
    theirs = (
        Escalation.contact_id == person_id,
        Escalation.deputy_id == deputy_id,
        Escalation.status.in_([status.value for status in OPEN_STATUSES]),
    )
    cases = session.scalar(select(func.count()).where(*theirs)) or 0
    if not cases:
        return
    there = next_time_of(session, office.organisation, deputy, deputy.queues, now)
    if there > now:
        raise NotYet((there - now).total_seconds())
    until = last_day(absence, office.organisation.time_zone)
    url = f"{office.settings.base_url}/agent/cases?view=deputy"
    letter = stands_in_letter(deputy, person.name, until, cases, url)
    sender = office.settings.mail_from
    queue_letter(session, letter, recipient=deputy.email, sender=sender, now=now)
    record_event(session, TOLD, subject, actor_id=None, now=now, **what)


def stands_in_letter(deputy: Person, name: str, until: date, cases: int, url: str) -> Letter:
    """In the deputy's language."""
    with force_locale(deputy.locale):
        return Letter(
            kind=STANDS_IN,
            subject=_("You stand in for %(name)s", name=name),
            content=MailContent(
                locale=deputy.locale,
                greeting=_("Hello %(name)s,", name=deputy.name),
                paragraphs=(
                    ngettext(
                        "%(name)s is away until %(day)s, and you stand in for them. One open case "
                        "is yours to answer meanwhile.",
                        "%(name)s is away until %(day)s, and you stand in for them. %(num)s open "
                        "cases are yours to answer meanwhile.",
                        cases,
                        name=name,
                        day=day_words(until, deputy.locale),
                    ),
                ),
                link=Link(_("Cases in which I stand in"), url),
            ),
            automatic=True,
        )


def _sample(office: SampleOffice) -> Letter:
    deputy = Person(name="Tom Behrens", locale=office.locale)
    url = f"{office.base_url}/agent/cases?view=deputy"
    return stands_in_letter(deputy, "Lena Braun", date(2026, 11, 30), 4, url)


PREVIEWS = (
    Preview(
        STANDS_IN,
        name=lambda: _("You stand in for somebody"),
        occasion=lambda: _(
            "To a deputy, once for each absence, when it begins or when the first case falls to "
            "them; in their hours."
        ),
        make=_sample,
    ),
)
