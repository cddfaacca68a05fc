"""Sentences about who has a case and why."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _

from portal.accounts.models import Absence, Person
from portal.escalations.choosing import Ground
from portal.escalations.models import Escalation


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
    team = _("our team %(name)s", name=case.queue.names[locale])
    who = case.deputy.name if case.deputy else team
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
