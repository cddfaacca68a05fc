"""The measures of caring in words, charts and rows. Each says of how many it is, and of few it
names no percentage."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from babel.dates import format_interval
from babel.numbers import format_percent
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.escalations.promises.ledger import End
from portal.insights.caring_pages import CaringSection
from portal.insights.caring_rules import Figures, Measure, Share
from portal.insights.charts import bar_chart, range_chart, share_chart
from portal.web.formatting import NO_BREAK, number
from portal.web.locale import current_locale

HALF, MOST = 0.5, 0.9
NOTHING = "–"


def sections(weeks: Mapping[date, Figures]) -> tuple[CaringSection, ...]:
    """All measures, the promises first; none if nothing was counted in these weeks (Mondays,
    oldest first, the running one last)."""
    together = sum(weeks.values(), Figures())
    if not together.numbers:
        return ()
    names = [week_name(week) for week in weeks]
    names[-1] = _("%(week)s, running", week=names[-1])
    every = list(weeks.values())
    return (
        _kept(names, every, together),
        _explained(names, every, together),
        _waited(names, every, together),
        _handed_on(names, every, together),
    )


def week_name(monday: date) -> str:
    """16.–22. Nov. · 16–22 Nov."""
    return format_interval(monday, monday + timedelta(days=6), "MMMd", locale=_babel())


def share_words(share: Share) -> str:
    """94 % · 3 of 4, where that is all there is; never a whole that is not one."""
    if not share.whole:
        return NOTHING
    if share.is_small:
        return _("%(part)s of %(whole)s", part=number(share.part), whole=number(share.whole))
    percent = round(100 * share.part / share.whole)
    if share.part < share.whole:
        percent = min(percent, 99)
    return format_percent(max(percent, int(share.part > 0)) / 100, locale=_babel())


def duration(minutes: int | None) -> str:
    """47 min · 3 h 12 min, of working time."""
    if minutes is None:
        return NOTHING
    hours, rest = divmod(minutes, 60)
    words = _("%(minutes)s min", minutes=rest if hours else minutes)
    if hours:
        words = _("%(hours)s h %(minutes)s min", hours=number(hours), minutes=rest)
    return words.replace(" ", NO_BREAK)


def _kept(names: Sequence[str], weeks: Sequence[Figures], all_of: Figures) -> CaringSection:
    kept = all_of.kept
    return _of_shares(
        "kept",
        _("Promises kept"),
        names,
        [week.kept for week in weeks],
        value=share_words(kept),
        detail=_(
            "%(part)s of %(whole)s that had to be kept",
            part=number(kept.part),
            whole=number(kept.whole),
        ),
        counted=_(
            "Each time by which we promised a customer something, in the week in which it was "
            "decided. Kept: our answer came by then. Broken: it did not, and nothing that came "
            "later mends that. Patience asked for: nobody kept it, so the portal itself named a "
            "later time before it broke; that is no success. Moved: a person named another time "
            "beforehand and said why; that counts neither way. Nor does a promise in whose place "
            "another act put a new one, such as a hand-over (replaced)."
        ),
        columns=[
            _("Kept"),
            _("Broken"),
            _("Patience asked for"),
            _("Moved"),
            _("Replaced"),
        ],
        cells=[
            [week[end] for end in (End.KEPT, End.BROKEN, End.ASKED, End.MOVED, End.REPLACED)]
            for week in weeks
        ],
    )


def _explained(names: Sequence[str], weeks: Sequence[Figures], all_of: Figures) -> CaringSection:
    once = all_of.explained_once
    return _of_shares(
        "explained",
        _("Explained only once"),
        names,
        [week.explained_once for week in weeks],
        value=share_words(once),
        detail=_(
            "%(part)s of %(whole)s cases with an answer",
            part=number(once.part),
            whole=number(once.whole),
        ),
        counted=_(
            "Of the cases with an answer of ours, those in which no answer asked for what stood in "
            "the case already, or proposed what had been tried. Where the answer gave the customer "
            "a reason for it, it does not count."
        ),
        columns=[_("Cases with an answer"), _("Asked again"), _("Step repeated")],
        cells=[
            [week[one] for one in (Measure.ANSWERED, Measure.ASKED, Measure.RETRIED)]
            for week in weeks
        ],
    )


def _waited(names: Sequence[str], weeks: Sequence[Figures], all_of: Figures) -> CaringSection:
    pairs = [(week.waited(HALF), week.waited(MOST)) for week in weeks]
    words = [(duration(half), duration(most)) for half, most in pairs]
    titles = [
        _("%(week)s: half within %(half)s, nine of ten within %(most)s", week=n, half=h, most=m)
        for n, (h, m) in zip(names, words, strict=True)
    ]
    ranges = [None if h is None or m is None else (h, m) for h, m in pairs]
    chart = range_chart(ranges, titles)
    counts = [week.waits.total() for week in weeks]
    waiting = [week[Measure.WAITING] for week in weeks]
    return CaringSection(
        key="waited",
        title=_("Time until a person answers"),
        value=duration(all_of.waited(HALF)),
        detail=_("half within this time, nine of ten within %(most)s", most=_most(all_of)),
        counted=_(
            "The working time of the team from the hand-over to the first answer that a person "
            "wrote; automatic mails are none. In the picture the point is what half of the cases "
            "waited at most, the bar reaches to what nine of ten did. Cases that began on the "
            "phone had a person at once and are left out. Those that still wait are counted in a "
            "column of their own."
        ),
        chart=chart,
        label=_("Time until a person answers, by week; the numbers stand in the table"),
        top=duration(round(chart.top)),
        columns=_columns(_("Half within"), _("Nine of ten within"), _("Answered"), _("Waiting")),
        rows=_rows(
            (name, *pair, number(count), number(still))
            for name, pair, count, still in zip(names, words, counts, waiting, strict=True)
        ),
    )


def _handed_on(names: Sequence[str], weeks: Sequence[Figures], all_of: Figures) -> CaringSection:
    means = [_mean(week) for week in weeks]
    chart = bar_chart(
        [week.handed_on or 0.0 for week in weeks],
        [f"{name}: {mean}" for name, mean in zip(names, means, strict=True)],
    )
    cases = all_of[Measure.CASES]
    return CaringSection(
        key="handed",
        title=_("Hand-overs per case"),
        value=_mean(all_of),
        detail=ngettext("of one case", "of %(cases)s cases", cases, cases=number(cases)),
        counted=_(
            "How often a case went to another person or another team, divided by the cases of the "
            "week. A deputy who answers while somebody is away is none."
        ),
        chart=chart,
        label=_("Hand-overs per case, by week; the numbers stand in the table"),
        top=number(round(chart.top, 2)),
        columns=_columns(_("Per case"), _("Hand-overs"), _("Cases")),
        rows=_rows(
            (name, mean, number(week[Measure.HANDED_ON]), number(week[Measure.CASES]))
            for name, mean, week in zip(names, means, weeks, strict=True)
        ),
    )


def _of_shares(
    key: str,
    title: str,
    names: Sequence[str],
    shares: Sequence[Share],
    *,
    value: str,
    detail: str,
    counted: str,
    columns: Sequence[str],
    cells: Sequence[Sequence[int]],
) -> CaringSection:
    words = [share_words(share) for share in shares]
    chart = share_chart(
        [share.value for share in shares],
        [f"{name}: {word}" for name, word in zip(names, words, strict=True)],
        few={place for place, share in enumerate(shares) if share.is_small},
    )
    return CaringSection(
        key=key,
        title=title,
        value=value,
        detail=detail,
        counted=counted,
        chart=chart,
        label=_("%(measure)s, by week; the numbers stand in the table", measure=title),
        top=format_percent(1, locale=_babel()),
        columns=_columns(_("Share"), *columns),
        rows=_rows(
            (name, word, *map(number, counts))
            for name, word, counts in zip(names, words, cells, strict=True)
        ),
    )


def _columns(*labels: str) -> tuple[tuple[str, bool], ...]:
    return ((_("Week"), False), *((label, True) for label in labels))


def _rows(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The newest week first."""
    return tuple(rows)[::-1]


def _most(figures: Figures) -> str:
    return duration(figures.waited(MOST))


def _mean(figures: Figures) -> str:
    mean = figures.handed_on
    return NOTHING if mean is None else number(round(mean, 2))


def _babel() -> str:
    return "en_GB" if current_locale() == "en" else current_locale()
