"""The figures of a period: how much is searched, what comes of it, and how that goes with time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_skeleton
from babel.numbers import format_percent
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.insights.charts import Chart, bar_chart, share_chart
from portal.insights.gap_rules import Bucket
from portal.knowledge.query_log_queries import Counts, counts_by_day
from portal.knowledge.query_log_rules import KEEP_DAYS
from portal.web.formatting import day, number
from portal.web.locale import current_locale


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: its value, what it was in the period before ("" where that is not known), and
    its way."""

    label: str
    value: str
    before: str
    chart: Chart
    top: str


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One row of the table: the same numbers as in the charts."""

    label: str
    searches: int
    empty: int
    opened: int
    solved: int


def period_counts(
    session: Session, today: date, days: int, locale: str
) -> tuple[dict[date, Counts], Counts | None]:
    """The days of the period, and the sum of as many days before it if the log reaches so far."""
    since = today - timedelta(days=days - 1)
    counts = counts_by_day(session, since=since, until=today + timedelta(days=1), locale=locale)
    if 2 * days > KEEP_DAYS:
        return counts, None
    before = since - timedelta(days=days)
    earlier = counts_by_day(session, since=before, until=since, locale=locale)
    return counts, sum(earlier.values(), Counts()) if earlier else None


def lines(counts: Mapping[date, Counts], periods: Sequence[Bucket]) -> tuple[PeriodLine, ...]:
    """One line for each bucket, oldest first."""
    return tuple(_line(bucket, counts) for bucket in periods)


def figures(rows: Sequence[PeriodLine], before: Counts | None) -> tuple[Figure, ...]:
    """Searches, and the shares of those without hits, with a result opened, solved afterwards."""
    counts = [row.searches for row in rows]
    total = sum(counts)
    charted = bar_chart(counts, [f"{row.label}: {number(row.searches)}" for row in rows])
    return (
        Figure(
            label=_("Searches"),
            value=number(total),
            before=number(before.searches) if before else "",
            chart=charted,
            top=number(charted.top),
        ),
        _share("empty", _("Without hits"), rows, before),
        _share("opened", _("With a hit opened"), rows, before),
        _share("solved", _("Solved afterwards"), rows, before),
    )


def table(rows: Sequence[PeriodLine]) -> tuple[tuple[str, ...], ...]:
    """The cells of the table beside the charts."""
    return tuple(
        (
            row.label,
            number(row.searches),
            *(_of(part, row.searches) for part in (row.empty, row.opened, row.solved)),
        )
        for row in rows
    )


def short_day(value: date) -> str:
    """12. Nov. · 12 Nov: below a chart."""
    return format_skeleton("MMMd", value, locale=_babel())


def percent(part: int, whole: int) -> str:
    """38 % · 38%; nothing of nothing is "–"."""
    return format_percent(part / whole, locale=_babel()) if whole else "–"


def _line(bucket: Bucket, counts: Mapping[date, Counts]) -> PeriodLine:
    held = (count for asked, count in counts.items() if bucket.holds(asked))
    together = sum(held, Counts())
    label = day(bucket.first)
    if bucket.first != bucket.last:
        label = _("%(first)s to %(last)s", first=label, last=day(bucket.last))
    return PeriodLine(label, together.searches, together.empty, together.opened, together.solved)


def _babel() -> str:
    return "en_GB" if current_locale() == "en" else current_locale()


def _of(part: int, whole: int) -> str:
    return f"{number(part)} ({percent(part, whole)})" if whole else number(part)


def _share(name: str, label: str, rows: Sequence[PeriodLine], before: Counts | None) -> Figure:
    parts = [int(getattr(row, name)) for row in rows]
    wholes = [row.searches for row in rows]
    shares = [part / whole if whole else None for part, whole in zip(parts, wholes, strict=True)]
    titles = [
        f"{row.label}: {percent(part, row.searches)}" for row, part in zip(rows, parts, strict=True)
    ]
    return Figure(
        label=label,
        value=percent(sum(parts), sum(wholes)),
        before=percent(getattr(before, name), before.searches) if before else "",
        chart=share_chart(shares, titles),
        top=percent(1, 1),
    )
