"""Questions that find nothing, or nothing that anybody opens, grouped by what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from flask import current_app, url_for
from sqlalchemy.orm import Session

from portal.insights.charts import Chart, bar_chart
from portal.insights.gap_rules import (
    COMMON,
    Bucket,
    Trend,
    grouped_by_meaning,
    grouped_by_words,
    trend,
)
from portal.knowledge.query_log_queries import QueryCounts, days_of_queries
from portal.web.access import Permission, Reader
from search.analysis import query_terms
from search.encoder import Encoder, ModelUnavailable

SHOWN = 20
AT_ONCE = 16
"""Questions that are encoded in one request, so that a slow embedder answers each in time."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean the same, by the most frequent; `wanting` counts the searches that found
    nothing or led nowhere, `width` is its share of the largest gap in percent."""

    query: str
    others: tuple[str, ...]
    locale: str
    searches: int
    wanting: int
    width: float
    trend: Trend
    chart: Chart
    look_url: str
    article_url: str
    synonym_url: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """The largest gaps; `further` are not shown. `by_words`: the model was not there."""

    shown: tuple[Gap, ...]
    further: int
    by_words: bool


def gaps(
    session: Session,
    found: Sequence[QueryCounts],
    wanting: Mapping[tuple[str, str], int],
    periods: Sequence[Bucket],
    reader: Reader,
) -> Gaps:
    """Group `found`; `wanting` says by locale and query how many searches failed."""
    by_day = days_of_queries(session, {one.query for one in found}, since=periods[0].first)
    groups: list[list[QueryCounts]] = []
    by_words = False
    for locale in sorted({one.locale for one in found}):
        mine = [one for one in found if one.locale == locale]
        numbers, without_model = _grouped([one.query for one in mine], COMMON[locale])
        by_words |= without_model
        groups += [[mine[number] for number in group] for group in numbers]

    def missed(group: Sequence[QueryCounts]) -> int:
        return sum(wanting[one.locale, one.query] for one in group)

    groups.sort(key=missed, reverse=True)
    largest = missed(groups[0]) if groups else 1
    shown = tuple(
        _gap(group, missed(group), largest, by_day, periods, reader) for group in groups[:SHOWN]
    )
    return Gaps(shown, max(len(groups) - SHOWN, 0), by_words)


def _grouped(texts: Sequence[str], common: Sequence[str]) -> tuple[list[list[int]], bool]:
    encoder: Encoder = current_app.extensions["lotse.encoder"]
    try:
        shared = encoder.encode_queries(common)
        parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
        vectors = np.concatenate([encoder.encode_queries(part) for part in parts])
    except ModelUnavailable:
        return grouped_by_words(texts, query_terms), True
    return grouped_by_meaning(vectors, shared), False


def _gap(
    group: Sequence[QueryCounts],
    missed: int,
    largest: int,
    by_day: Mapping[tuple[str, str, date], int],
    periods: Sequence[Bucket],
    reader: Reader,
) -> Gap:
    first = group[0]
    names = {(one.locale, one.query) for one in group}
    mine = {day: 0 for _, _, day in by_day}
    for (locale, query, day), searches in by_day.items():
        if (locale, query) in names:
            mine[day] += searches
    per_bar = [sum(n for day, n in mine.items() if bar.holds(day)) for bar in periods]
    half = len(per_bar) // 2
    write, steer = Permission.WRITE_ARTICLES, Permission.STEER_SEARCH
    return Gap(
        query=first.query,
        others=tuple(one.query for one in group[1:]),
        locale=first.locale,
        searches=sum(one.counts.searches for one in group),
        wanting=missed,
        width=round(100 * missed / largest, 1),
        trend=trend(sum(per_bar[:half]), sum(per_bar[-half:])),
        chart=bar_chart(per_bar, [""] * len(per_bar)),
        look_url=url_for("helpcenter.search", lang=first.locale, q=first.query),
        article_url=url_for("editor.new", title=_sentence(first.query), language=first.locale)
        if reader.may(write)
        else "",
        synonym_url=url_for(
            "insights.new_synonyms", words=first.query, q=first.query, language=first.locale
        )
        if reader.may(steer)
        else "",
    )


def _sentence(query: str) -> str:
    return query[:1].upper() + query[1:]
