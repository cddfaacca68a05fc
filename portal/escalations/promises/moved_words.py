"""What a customer is told when a promise gets another time, in their language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.escalations.models import Escalation, Promise
from portal.web.formatting import moment

LETTER = "case.moved"
"""The kind of the mail."""


def moved_paragraphs(
    case: Escalation, before: datetime, promise: Promise, now: datetime
) -> tuple[str, ...]:
    """What became of the time that was promised, and why; the new one stands with the promise."""
    zone = ZoneInfo(case.time_zone)
    said = moved_sentence(
        before, case.locale, zone, late=now > before, longer=promise.due_at > before
    )
    return said, promise.reason


def longer_reason(locale: str) -> str:
    """When the portal itself promises another time."""
    with force_locale(locale):
        return _("We need longer than we thought. Your request is not forgotten.")


def priority_reason(case: Escalation, *, sooner: bool) -> str:
    """When a case presses more, or less, than was thought."""
    with force_locale(case.locale):
        if sooner:
            return _("We have given your request a higher priority.")
        return _("Other requests press more than yours at the moment, so we need a little longer.")


def moved_sentence(
    before: datetime, locale: str, zone: ZoneInfo, *, late: bool, longer: bool
) -> str:
    """What became of the time that was promised before."""
    due = moment(before, locale, zone)
    with force_locale(locale):
        if late:
            return _(
                "We had promised you something by %(time)s and did not keep it. We are sorry.",
                time=due,
            )
        if longer:
            return _("What we promised you by %(time)s takes longer.", time=due)
        return _("You hear from us sooner than by %(time)s.", time=due)
