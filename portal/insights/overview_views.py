"""What customers looked for, what came of it, and what they did not find."""

from datetime import date

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from werkzeug.wrappers import Response

from portal.core.clock import now
from portal.core.db import db
from portal.core.organisation import Organisation
from portal.editor.forms import language_name
from portal.insights.blueprint import blueprint
from portal.insights.gap_rules import Bucket, buckets
from portal.insights.gaps import Gaps, gaps
from portal.insights.overview import figures, lines, period_counts, short_day, table
from portal.insights.pages import OverviewPage
from portal.insights.rooms import rooms
from portal.knowledge.query_log_queries import QueryCounts, empty_queries, unopened_queries
from portal.knowledge.query_log_rules import LEAST_JOURNEYS
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import LOCALES
from portal.web.pages import render

PERIODS = (7, 30, 90)
LOOKED_AT = 80


@blueprint.get("")
@requires(Permission.SEE_SEARCH)
def overview() -> Response:
    """The questions of a period, in one language or in all."""
    wanted = request.args.get("days", "")
    days = int(wanted) if wanted in map(str, PERIODS) else 30
    language = request.args.get("language", "")
    language = language if language in LOCALES else ""
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    today = now().astimezone(organisation.time_zone).date()
    periods = buckets(today, days)
    counts, before = period_counts(db.session, today, days, language)
    rows = lines(counts, periods)
    choices = (("", _("All")), *((locale, language_name(locale)) for locale in LOCALES))
    page = OverviewPage(
        title=pgettext("room", "Search"),
        rooms=rooms(),
        periods=tuple(
            (
                ngettext("one day", "%(num)s days", number),
                url_for(".overview", days=number, language=language or None),
                number == days,
            )
            for number in PERIODS
        ),
        languages=tuple(
            (label, url_for(".overview", days=days, language=locale or None), locale == language)
            for locale, label in choices
        ),
        figures=figures(rows, before),
        table=table(rows),
        first=short_day(periods[0].first),
        last=short_day(periods[-1].last),
        searches=sum(row.searches for row in rows),
        empty=_empty(periods[0].first, language, periods),
        unopened=_unopened(periods[0].first, language, periods),
        all_languages=not language,
        least=LEAST_JOURNEYS,
    )
    return render(page)


def _empty(since: date, locale: str, periods: tuple[Bucket, ...]) -> Gaps:
    found = empty_queries(db.session, since=since, locale=locale, limit=LOOKED_AT)
    wanting = {_name(one): one.counts.empty for one in found}
    return gaps(db.session, found, wanting, periods, current_reader())


def _unopened(since: date, locale: str, periods: tuple[Bucket, ...]) -> Gaps:
    found = unopened_queries(db.session, since=since, locale=locale, limit=LOOKED_AT)
    wanting = {
        _name(one): one.counts.searches - one.counts.empty - one.counts.opened for one in found
    }
    return gaps(db.session, found, wanting, periods, current_reader())


def _name(one: QueryCounts) -> tuple[str, str]:
    return one.locale, one.query
