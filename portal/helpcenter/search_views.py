"""The results page and the suggestions; both show only what the database confirms."""

from flask import Response, current_app, jsonify, request

from portal.core.clock import now
from portal.core.db import db
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.filters import Filters
from portal.helpcenter.recording import record_search
from portal.helpcenter.search_page import PAGE, Asked, empty_page, results_page
from portal.knowledge.index_upkeep import ask_for_repair
from portal.knowledge.searching import find, with_passages
from portal.knowledge.suggesting import suggest
from portal.web.access import current_reader
from portal.web.furniture import furnish
from portal.web.inputs import one_line
from portal.web.locale import current_locale
from portal.web.pages import render

LONGEST_QUERY = 10_000
MOST_PAGES = 10


@blueprint.get("/search")
def search() -> Response:
    """What was found, filtered, counted and in pages; an empty query asks for one."""
    query = one_line(request.args.get("q", ""), LONGEST_QUERY)
    furnish(query=query, indexable=False)
    if not query:
        return render(empty_page(""))
    filters, reader = Filters.from_args(request.args), current_reader()
    locale = filters.language or current_locale()
    engine = current_app.extensions["lotse.search"]()
    found = find(
        db.session,
        engine,
        query,
        locale=locale,
        reader=reader,
        sources=current_app.extensions["lotse.sources"],
        exact="exact" in request.args,
    )
    hits = filters.apply(found.hits, today=now().date())
    pages = max(1, -(-len(hits) // PAGE))
    asked = Asked(query, filters, page=min(_page(), pages))
    shown = with_passages(
        engine, found.corrected or query, hits[asked.places], locale=locale, mode=found.mode
    )
    response = render(results_page(asked, found, shown, len(hits)))
    record_search(query, len(hits), [hit.id for hit in hits[: asked.places.stop]])
    if found.fallback is not None or engine.status().problems:
        ask_for_repair(db.session, engine.status(), now=now())
    return response


@blueprint.get("/search/suggestions")
def suggestions() -> Response:
    """What fits what has been typed so far, as JSON for the search field."""
    text = one_line(request.args.get("q", ""), 200)
    offered = suggest(
        db.session,
        current_app.extensions["lotse.search"](),
        text,
        locale=current_locale(),
        reader=current_reader(),
        today=now().date(),
        sources=current_app.extensions["lotse.sources"],
    )
    return jsonify(
        suggestions=[
            {"title": offer.title, "url": offer.url, "kind": offer.kind, "lang": offer.locale}
            for offer in offered
        ]
    )


def _page() -> int:
    value = request.args.get("page", "")
    known = value.isascii() and value.isdigit() and len(value) < 3
    return max(1, min(int(value), MOST_PAGES)) if known else 1
