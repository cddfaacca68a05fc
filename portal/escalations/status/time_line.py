"""What happened with a request, in words for its customer."""

from datetime import datetime
from itertools import groupby

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.case_queries import Happened, TimeLineEntry, context_lines, time_line
from portal.escalations.handing_over.pages import DayView, EntryView
from portal.escalations.models import Escalation
from portal.escalations.said import rendered
from portal.escalations.status.addresses import files_of
from portal.web.formatting import NO_BREAK, clock, moment
from portal.web.locale import current_locale, current_time_zone


def days_of(case: Escalation) -> tuple[DayView, ...]:
    """What happened, day by day, the newest first."""
    zone = current_time_zone()
    entries = [*time_line(db.session, case), *_tried(case)]
    return tuple(
        DayView(_day_title(group[0].at), tuple(_entry(case, entry) for entry in group))
        for group in (
            list(group)
            for _day, group in groupby(
                sorted(entries, key=lambda entry: entry.at, reverse=True),
                key=lambda entry: entry.at.astimezone(zone).date(),
            )
        )
    )


def _tried(case: Escalation) -> list[TimeLineEntry]:
    """The way to the hand-over, in one line: when the first attempt was recorded."""
    times = [line.at for line in context_lines(db.session, case) if line.remedy and line.at]
    if not times:
        return []
    count = ngettext("%(num)s attempt", "%(num)s attempts", len(times))
    return [TimeLineEntry(at=min(times), happened=Happened.TRIED, text=count)]


def _day_title(at: datetime) -> str:
    zone, locale = current_time_zone(), current_locale()
    day, today = at.astimezone(zone).date(), now().astimezone(zone).date()
    pattern = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}[locale]
    title = format_date(day, pattern, {"de": "de", "en": "en_GB"}[locale])
    return _("Today, %(day)s", day=title) if day == today else title


def _entry(case: Escalation, entry: TimeLineEntry) -> EntryView:
    return EntryView(
        at=entry.at,
        time=clock(entry.at).removesuffix(f"{NO_BREAK}Uhr"),
        kind=entry.happened.value,
        who=entry.who,
        title=told(entry),
        text=entry.text,
        files=files_of(case, entry.files),
        said=rendered(db.session, entry.text, case.locale).html if entry.markdown else None,
        times=_times(entry),
    )


def _times(entry: TimeLineEntry) -> str:
    if entry.until is None or entry.instead_of is None:
        return ""
    return _("%(new)s instead of %(old)s", new=moment(entry.until), old=moment(entry.instead_of))


def told(entry: TimeLineEntry) -> str:
    """Who did what, in one sentence."""
    who, text = entry.who, entry.text
    team = who or _("Our team")
    sentences = {
        Happened.TRIED: _("You looked for the cause yourself"),
        Happened.SENT: _("You called, %(name)s took it down", name=who)
        if who
        else _("You sent the request"),
        Happened.WROTE: _("You wrote"),
        Happened.CORRECTED: _("You corrected something"),
        Happened.REPLIED: _("%(name)s answered", name=who),
        Happened.ASSIGNED: _("%(name)s takes care of it", name=team),
        Happened.WAITING: _("We wait for your answer"),
        Happened.MOVED: _("%(name)s promised another time", name=team),
        Happened.EXTENDED: _("We asked you for a little more time"),
        Happened.MERGED: _("Put together with your request %(number)s", number=text),
        Happened.MERGED_AWAY: _("It goes on in your request %(number)s", number=text),
        Happened.SPLIT: _("A part of it has become request %(number)s", number=text),
        Happened.REMINDED: _("We reminded you by mail"),
        Happened.CLOSED: _("We heard nothing and closed the request for now"),
        Happened.ASKED: _("We asked you whether it is solved"),
        Happened.SOLVED: _("%(name)s marked it as solved", name=who)
        if who
        else _("You said that it is solved"),
        Happened.CONFIRMED: _("You said that it is solved"),
        Happened.REOPENED: _("%(name)s opened it again", name=who)
        if who
        else _("You opened it again"),
        Happened.THANKED: _("You said thank you"),
    }
    return sentences[entry.happened]
