"""What happened with a request, in words for its customer."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.case_queries import Happened, TimeLineEntry, context_lines, time_line
from portal.escalations.handing_over.pages import DayView, EntryView, LineView
from portal.escalations.models import ContextLine, Escalation
from portal.escalations.said import rendered
from portal.escalations.status.addresses import files_of
from portal.escalations.status.corrected_lines import corrected_views
from portal.escalations.status.sentences import pieces
from portal.web.formatting import NO_BREAK, clock, moment
from portal.web.locale import current_locale, current_time_zone

Understood = dict[datetime, list[LineView]]


def days_of(case: Escalation) -> tuple[DayView, ...]:
    """What happened, day by day, the newest first."""
    zone = current_time_zone()
    lines = context_lines(db.session, case)
    entries = [*time_line(db.session, case), *_tried(lines)]
    understood = _understood(case, lines)
    return tuple(
        DayView(_day_title(group[0].at), tuple(_entry(case, entry, understood) for entry in group))
        for group in (
            list(group)
            for _day, group in groupby(
                sorted(entries, key=lambda entry: entry.at, reverse=True),
                key=lambda entry: entry.at.astimezone(zone).date(),
            )
        )
    )


def _tried(lines: Sequence[ContextLine]) -> list[TimeLineEntry]:
    """The way to the hand-over, in one line: when the first attempt was recorded."""
    times = [line.at for line in lines if line.remedy and line.at and not line.from_message]
    if not times:
        return []
    count = ngettext("%(num)s attempt", "%(num)s attempts", len(times))
    return [TimeLineEntry(at=min(times), happened=Happened.TRIED, text=count)]


def _understood(case: Escalation, lines: Sequence[ContextLine]) -> Understood:
    """The attempts that were read from messages, by the time of the message."""
    found: Understood = defaultdict(list)
    told = [line for line in lines if line.from_message]
    for line, view in zip(told, corrected_views(db.session, case, told), strict=True):
        if line.at is not None:
            found[line.at].append(view)
    return found


def _day_title(at: datetime) -> str:
    zone, locale = current_time_zone(), current_locale()
    day, today = at.astimezone(zone).date(), now().astimezone(zone).date()
    pattern = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}[locale]
    title = format_date(day, pattern, {"de": "de", "en": "en_GB"}[locale])
    return _("Today, %(day)s", day=title) if day == today else title


def _entry(case: Escalation, entry: TimeLineEntry, understood: Understood) -> EntryView:
    wrote = entry.happened is Happened.WROTE
    return EntryView(
        at=entry.at,
        time=clock(entry.at).removesuffix(f"{NO_BREAK}Uhr"),
        kind=entry.happened.value,
        who=entry.who,
        title=pieces(entry),
        text=entry.text,
        files=files_of(case, entry.files),
        said=rendered(db.session, entry.text, case.locale).html if entry.markdown else None,
        times=_times(entry),
        understood=tuple(understood.pop(entry.at, ())) if wrote else (),
    )


def _times(entry: TimeLineEntry) -> str:
    if entry.until is None or entry.instead_of is None:
        return ""
    return _("%(new)s instead of %(old)s", new=moment(entry.until), old=moment(entry.instead_of))
