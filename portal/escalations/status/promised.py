"""The promise in force as its customer sees it."""

from datetime import datetime

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.handing_over.pages import PromiseView
from portal.escalations.handing_over.review import office
from portal.escalations.models import Escalation, Promise
from portal.escalations.rules import PromiseKind
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening
from portal.web.formatting import NO_BREAK, clock, moment
from portal.web.locale import current_locale, current_time_zone

DAY = 24 * 60


def promise_view(case: Escalation, promise: Promise | None) -> PromiseView | None:
    """In the reader's language and time zone; None for a request that has ended."""
    if promise is None:
        return None
    time = clock(promise.due_at)
    ours = promise.kind != PromiseKind.YOUR_ANSWER
    late = int((now() - promise.due_at).total_seconds() // 60)
    return PromiseView(
        text=promise.text,
        day=_by_day(promise.due_at),
        time=time.removesuffix(f"{NO_BREAK}Uhr"),
        unit="Uhr" if time.endswith("Uhr") else "",
        late=_how_late(late) if late > 0 and ours else "",
        ours=ours,
        old=_old_time(promise) if ours else "",
        reason=promise.reason,
        opening=_opening(case) if ours else "",
        last=not ours and promise.moved_from_id is not None,
        call=case.phone if promise.kind == PromiseKind.CALL else "",
    )


def _how_late(minutes: int) -> str:
    """overdue for 11 min. · for 3 hours · for 2 days."""
    if minutes < 60:
        return ngettext("overdue for %(num)s minute", "overdue for %(num)s minutes", minutes)
    if minutes < DAY:
        return ngettext("overdue for %(num)s hour", "overdue for %(num)s hours", minutes // 60)
    return ngettext("overdue for %(num)s day", "overdue for %(num)s days", minutes // DAY)


def _opening(case: Escalation) -> str:
    """When the team is here again; "" while it is."""
    calendar = service_of(db.session, office().organisation, case.queue, now()).calendar
    opening = next_opening(calendar, now())
    return moment(opening) if opening > now() else ""


def _old_time(promise: Promise) -> str:
    """The time that this one took the place of: only the hour if it was on the same day."""
    before = promise.moved_from.due_at if promise.moved_from else None
    if before is None:
        return ""
    zone = current_time_zone()
    same_day = before.astimezone(zone).date() == promise.due_at.astimezone(zone).date()
    return clock(before) if same_day else moment(before)


def _by_day(due: datetime) -> str:
    zone, locale = current_time_zone(), current_locale()
    day, today = due.astimezone(zone).date(), now().astimezone(zone).date()
    if day == today:
        return _("today by")
    if (day - today).days == 1:
        return _("tomorrow by")
    pattern = {"de": "EEE, d. MMMM", "en": "EEE, d MMMM"}[locale]
    return _("by %(day)s", day=format_date(day, pattern, {"de": "de", "en": "en_GB"}[locale]))
