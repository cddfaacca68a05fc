"""Lines and files as the pages show them: while reviewing, when sent, beside a message."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from babel.dates import format_date
from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.files import StoredFile
from portal.escalations.attachments import PICTURES
from portal.escalations.context import EDITABLE, Line, Section
from portal.escalations.diagnostics.words import removed_words
from portal.escalations.handing_over.pages import FileView, LineView
from portal.escalations.models import CaseFile, ContextLine
from portal.web.formatting import NO_BREAK, clock, number
from portal.web.locale import current_locale, current_time_zone

KILO, MEGA = 1000, 1000 * 1000


def line_view(line: Line, *, left_out: bool = False, editing: bool = False) -> LineView:
    """One row."""
    return LineView(
        key=line.key,
        anchor=anchor_of(line.key),
        section=line.section.value,
        time=short_time(line.at) if line.at is not None else "",
        label=line.label,
        text=_quoted(line),
        note=line.note,
        outcome=line.outcome,
        before=line.before,
        left_out=left_out,
        editing=editing,
        editable=line.section in EDITABLE,
        from_message=line.from_message,
    )


def anchor_of(key: str) -> str:
    """The id of a line's row on a page."""
    return "line-" + "".join(sign if sign.isalnum() else "-" for sign in key)


def kept_line(line: ContextLine) -> Line:
    """A line of the snapshot."""
    return Line(
        key=str(line.position),
        section=Section(line.section),
        label=line.label,
        text=line.text,
        at=line.at,
        url=line.url,
        remedy=line.remedy,
        outcome=line.outcome,
        before=line.before,
        note=line.note,
        from_message=line.from_message,
    )


def by_section(
    lines: Iterable[LineView],
) -> tuple[tuple[LineView, ...], tuple[LineView, ...], tuple[LineView, ...]]:
    """Attempts; facts and answers; what was searched and read."""
    every = list(lines)
    facts = {Section.FACT.value, Section.ANSWER.value}
    read = {Section.SEARCHED.value, Section.OPENED.value}
    return (
        tuple(line for line in every if line.section == Section.ATTEMPT.value),
        tuple(line for line in every if line.section in facts),
        tuple(line for line in every if line.section in read),
    )


class HasFile(Protocol):
    """A file of a case, or of what is being written about one."""

    @property
    def file(self) -> StoredFile:
        """What is known of it."""
        ...


def file_views(entries: Iterable[HasFile], address: Callable[[str], str]) -> tuple[FileView, ...]:
    """Files, with the address that `address` gives for a public id."""
    return tuple(
        FileView(
            public_id=entry.file.public_id,
            name=entry.file.name,
            size=file_size(entry.file.size),
            is_picture=entry.file.media_type in PICTURES,
            url=address(entry.file.public_id),
            removed=removed_words(entry.removed or {}) if isinstance(entry, CaseFile) else "",
        )
        for entry in entries
    )


def file_size(size: int) -> str:
    """184 KB · 1,2 MB."""
    if size < KILO:
        return _("%(size)s bytes", size=size)
    if size < MEGA:
        return f"{number(round(size / KILO))}{NO_BREAK}KB"
    return f"{number(round(size / MEGA, 1))}{NO_BREAK}MB"


def short_time(at: datetime) -> str:
    """10:32 for today, else the day before it."""
    zone, locale = current_time_zone(), current_locale()
    time = clock(at).removesuffix(f"{NO_BREAK}Uhr")
    if at.astimezone(zone).date() == now().astimezone(zone).date():
        return time
    day = format_date(at.astimezone(zone).date(), {"de": "d.M.", "en": "d MMM"}[locale], locale)
    return f"{day} {time}"


def _quoted(line: Line) -> str:
    if line.section is Section.SEARCHED:
        return _("“%(text)s”", text=line.text)
    return line.text
