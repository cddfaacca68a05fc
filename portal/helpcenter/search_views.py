"""The results page and the suggestions; both show only what the database confirms."""

from urllib.parse import urlencode

from flask import Response, current_app, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import now
from portal.core.db import db
from portal.core.organisation import Organisation
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.filters import Filters, facets
from portal.helpcenter.flow_links import all_flows
from portal.helpcenter.pages import AnswerView, HitView, Link, SearchPage, Segments
from portal.helpcenter.queries import asked_articles
from portal.helpcenter.recording import record_search
from portal.knowledge.queries import category_names
from portal.knowledge.searching import Found, FoundList, find, suggest, with_passages
from portal.knowledge.sources import ARTICLE
from portal.troubleshooter.search_source import KIND as FLOW
from portal.web.access import current_reader
from portal.web.furniture import furnish
from portal.web.inputs import one_line
from portal.web.locale import current_locale
from portal.web.pages import render
from search.results import FallbackReason, Passage

PAGE = 10
SHOWN_AT_MOST = 100
LONGEST_QUERY = 10_000
SUGGESTED = 5


@blueprint.get("/search")
def search() -> Response:
    """What was found, filtered and counted; an empty query asks for one."""
    query = one_line(request.args.get("q", ""), LONGEST_QUERY)
    furnish(query=query, indexable=False)
    if not query:
        return render(_empty_page(""))
    filters, reader = Filters.from_args(request.args), current_reader()
    locale = filters.language or current_locale()
    engine = current_app.extensions["lotse.search"]()
    sources = current_app.extensions["lotse.sources"]
    found = find(db.session, engine, query, locale=locale, reader=reader, sources=sources)
    names = category_names(db.session, current_locale())
    hits = filters.apply(found.hits, today=now().date())
    shown = min(max(_number("n"), PAGE), SHOWN_AT_MOST)
    lines = with_passages(engine, query, hits[:shown], locale=locale, mode=found.mode)
    response = render(_results_page(query, found, lines, len(hits), filters, names))
    record_search(query, len(hits), [hit.id for hit in lines])
    return response


@blueprint.get("/search/suggestions")
def suggestions() -> Response:
    """Titles that fit what has been typed so far, as JSON for the search field."""
    text = one_line(request.args.get("q", ""), 200)
    offered = suggest(
        db.session,
        current_app.extensions["lotse.search"](),
        text,
        locale=current_locale(),
        reader=current_reader(),
        sources=current_app.extensions["lotse.sources"],
    )
    return jsonify(
        suggestions=[
            {"title": offer.title, "url": offer.url, "kind": offer.kind, "lang": offer.locale}
            for offer in offered
        ]
    )


def _results_page(
    query: str,
    found: FoundList,
    shown: tuple[Found, ...],
    total: int,
    filters: Filters,
    names: dict[str, str],
) -> SearchPage:
    more = min(total - len(shown), PAGE)
    if not found.hits:
        return _empty_page(query, notice=_notice(found), correction=found.correction)
    return SearchPage(
        title=_("Search results for “%(query)s”", query=query[:80]),
        query=query,
        total=total,
        hits=tuple(_hit(hit, names) for hit in shown),
        answer=_answer(found.answer) if not filters else None,
        facets=facets(found.hits, filters, query, names, today=now().date()),
        did_you_mean=_correction(found.correction),
        more_url=_more_url(query, filters, len(shown) + PAGE) if more > 0 else None,
        more_count=max(more, 0),
        notice=_notice(found),
        suggested=(),
        flows=(),
        filters=filters.as_args(),
    )


def _empty_page(query: str, notice: str = "", correction: str | None = None) -> SearchPage:
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    lines = asked_articles(
        db.session,
        current_locale(),
        current_reader(),
        organisation.featured,
        since=now(),
        limit=SUGGESTED,
    )
    return SearchPage(
        title=_("Search"),
        query=query,
        total=0,
        hits=(),
        answer=None,
        facets=(),
        did_you_mean=_correction(correction),
        more_url=None,
        more_count=0,
        notice=notice,
        suggested=tuple(Link(line.title, url_for(".article", slug=line.slug)) for line in lines),
        flows=all_flows(db.session),
        filters={},
    )


def _hit(hit: Found, names: dict[str, str]) -> HitView:
    passage = hit.passage if hit.kind == ARTICLE else None
    anchored = f"{hit.url}#{passage.anchor}" if passage and passage.anchor else hit.url
    only = {"de": _("in German only"), "en": _("in English only")}
    return HitView(
        kind=hit.kind,
        title=hit.title,
        url=anchored,
        snippet=segments(passage) if passage else ((_summary(hit), False),),
        category=names.get(hit.category, ""),
        checked_on=hit.checked_on,
        minutes=hit.minutes,
        language=hit.locale if hit.locale != current_locale() else None,
        only_in=only[hit.locale] if hit.other_locale else "",
    )


def _summary(hit: Found) -> str:
    """What stands below the title where no passage does."""
    if hit.kind != FLOW:
        return hit.summary
    minutes = ngettext("About one minute.", "About %(num)s minutes.", hit.minutes)
    promise = _("What you have tried already we leave out. You can stop and go on later.")
    return f"{minutes} {promise}"


def _answer(answer: Found | None) -> AnswerView | None:
    if answer is None or answer.passage is None:
        return None
    passage = answer.passage
    return AnswerView(
        heading=passage.heading,
        text=segments(passage),
        url=f"{answer.url}#{passage.anchor}" if passage.anchor else answer.url,
        article=answer.title,
        checked_on=answer.checked_on,
        language=answer.locale if answer.locale != current_locale() else None,
    )


def segments(passage: Passage) -> Segments:
    """The passage cut at its highlights: (text, is it marked)."""
    pieces, position = [], 0
    for start, end in passage.highlights:
        pieces += [(passage.text[position:start], False), (passage.text[start:end], True)]
        position = end
    pieces.append((passage.text[position:], False))
    return tuple(piece for piece in pieces if piece[0])


def _notice(found: FoundList) -> str:
    """What the search had to do without, in words a customer understands."""
    if found.fallback is None:
        return ""
    if found.fallback is FallbackReason.INDEX_MISSING:
        return _("The search is being prepared. Look in the topics, or ask a person.")
    if found.fallback is FallbackReason.KEYWORD_INDEX_MISSING:
        return _("The word search is being repaired: these hits are found by meaning.")
    return _("At the moment we look for your words only, not for their meaning.")


def _correction(text: str | None) -> Link | None:
    if not text:
        return None
    return Link(text, f"{url_for('.search')}?{urlencode({'q': text})}")


def _more_url(query: str, filters: Filters, shown: int) -> str:
    return f"{url_for('.search')}?{urlencode({'q': query, **filters.as_args(), 'n': shown})}"


def _number(name: str) -> int:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
