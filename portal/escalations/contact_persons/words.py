"""Sentences about who has a case and why."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _

from portal.accounts.models import Absence, Person, Queue
from portal.escalations.contact_persons.choosing import Ground
from portal.escalations.models import Escalation


class Reason(StrEnum):
    """Why a case goes to somebody else. knows: they know more about it · sooner: they can see to
    it sooner · away: whoever had it will not be there · taken: they took it over."""

    KNOWS = "knows"
    SOONER = "sooner"
    AWAY = "away"
    TAKEN = "taken"


def given(name: str, grounds: Iterable[str]) -> str:
    """Whom the portal gave a case to, with what spoke for them."""
    words = {
        Ground.KNOWN: _("had this customer’s last case"),
        Ground.LANGUAGE: _("answers in this language"),
        Ground.SKILLS: _("knows this topic"),
        Ground.HOURS: _("is there in time"),
        Ground.LOAD: _("has the fewest cases"),
        Ground.ONLY: _("is the only one there"),
        Ground.ORDER: _("was next"),
    }
    why = [words[Ground(ground)] for ground in grounds if ground in set(Ground)]
    return _("%(name)s got the case: %(why)s", name=name, why=", ".join(why) or words[Ground.ORDER])


def away_words(
    case: Escalation, absence: Absence, locale: str, zone: ZoneInfo, now: datetime
) -> str:
    """Until when the contact person is away, and who answers; in `locale`, which is in force."""
    last = (absence.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    who = called(case.deputy, case.queue, locale)
    today = now.astimezone(zone).date()
    return away_sentence(absence.person.name, who, last if last != today else None, locale)


def away_sentence(name: str, deputy: str, last_day: date | None, locale: str) -> str:
    """The same in words; without a day it is for today only."""
    if last_day is None:
        return _(
            "%(name)s is not here today. %(deputy)s answers in the meantime.",
            name=name,
            deputy=deputy,
        )
    pattern = {"de": "EEE, d. MMMM", "en": "EEE, d MMMM"}[locale]
    return _(
        "%(name)s is away up to and including %(day)s. Until then %(deputy)s answers.",
        name=name,
        day=format_date(last_day, pattern, {"de": "de", "en": "en_GB"}[locale]),
        deputy=deputy,
    )


def signed(author: Person | None, in_place_of: Person | None) -> str:
    """Who wrote, and for whom; in the language of the request."""
    if author is None:
        return ""
    if in_place_of is None:
        return author.name
    return _("%(name)s (standing in for %(other)s)", name=author.name, other=in_place_of.name)


def called(person: Person | None, queue: Queue, locale: str) -> str:
    """A person's name, else the team's; in `locale`, which is in force."""
    if person is not None:
        return person.name
    return _("our team %(name)s", name=queue.names[locale])


def reason_words(reason: Reason, to: str, before: str) -> str:
    """Why the case has gone from `before` to `to`; in the language in force."""
    sentences = {
        Reason.KNOWS: _("This topic is one that %(name)s knows particularly well.", name=to),
        Reason.SOONER: _("The matter can be seen to sooner there: by %(name)s.", name=to),
        Reason.AWAY: _("For the next days %(name)s is not here.", name=before),
        Reason.TAKEN: _("It was taken over from %(name)s.", name=before),
    }
    return sentences[reason]


def handed_over_words(who: str, reason: str) -> tuple[str, str, str]:
    """The mail to the customer: who has the case, why, and that nothing has to be said again."""
    return (
        _("your request is now in the hands of %(name)s.", name=who),
        reason,
        _("All that you wrote and tried has gone along. You need not explain anything again."),
    )
