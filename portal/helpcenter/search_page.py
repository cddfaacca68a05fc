"""What stands on the results page."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import now
from portal.core.db import db
from portal.core.organisation import Organisation
from portal.helpcenter.filters import Filters, facets
from portal.helpcenter.flow_links import all_flows
from portal.helpcenter.pages import AnswerView, HitView, Link, SearchPage, Segments
from portal.helpcenter.queries import asked_articles
from portal.knowledge.queries import category_names
from portal.knowledge.searching import CANDIDATES, Found, FoundList
from portal.knowledge.sources import ARTICLE
from portal.troubleshooter.search_source import KIND as FLOW
from portal.web.access import current_reader
from portal.web.locale import current_locale
from search.results import FallbackReason, Passage

PAGE = 10
SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """The query, the filters in force and which page of the hits to show, from 1."""

    query: str
    filters: Filters
    page: int

    @property
    def places(self) -> slice:
        """Which hits stand on this page."""
        return slice((self.page - 1) * PAGE, self.page * PAGE)

    def url(self, **changes: str) -> str:
        """The address of this search, with other arguments."""
        arguments = {"q": self.query, **self.filters.as_args(), **changes}
        return f"{url_for('helpcenter.search')}?{urlencode(arguments)}"


def results_page(
    asked: Asked, found: FoundList, shown: tuple[Found, ...], total: int
) -> SearchPage:
    """The page with `shown` of `total` hits that the filters leave."""
    if not found.hits:
        return empty_page(asked.query, notice=_notice(found), correction=found.correction)
    names = category_names(db.session, current_locale())
    first = asked.page == 1
    last = asked.page * PAGE >= total
    answer = found.answer if first and not asked.filters else None
    return SearchPage(
        title=_title(asked, total),
        query=asked.query,
        total=total,
        first=asked.places.start + 1,
        capped=len(found.hits) >= CANDIDATES and total == len(found.hits),
        hits=tuple(_hit(hit, names) for hit in shown if answer is None or hit.id != answer.id),
        answer=_answer(answer),
        facets=facets(found.hits, asked.filters, asked.query, names, today=now().date()),
        did_you_mean=_did_you_mean(found.correction),
        corrected=found.corrected or "",
        as_typed_url=asked.url(exact="1"),
        previous_url=None if first else _page_url(asked, asked.page - 1),
        next_url=None if last else _page_url(asked, asked.page + 1),
        unfiltered_url=Asked(asked.query, Filters(), 1).url(),
        notice=_notice(found),
        suggested=(),
        flows=(),
        filters=asked.filters.as_args(),
    )


def empty_page(query: str, notice: str = "", correction: str | None = None) -> SearchPage:
    """What helps where nothing was found, or nothing was asked yet."""
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    lines = asked_articles(
        db.session,
        current_locale(),
        current_reader(),
        organisation.featured,
        since=now(),
        limit=SUGGESTED,
    )
    links = (Link(line.title, url_for("helpcenter.article", slug=line.slug)) for line in lines)
    return SearchPage(
        title=_("No hits for “%(query)s”", query=query[:80]) if query else _("Search"),
        query=query,
        total=0,
        first=1,
        capped=False,
        hits=(),
        answer=None,
        facets=(),
        did_you_mean=_did_you_mean(correction),
        corrected="",
        as_typed_url="",
        previous_url=None,
        next_url=None,
        unfiltered_url="",
        notice=notice,
        suggested=tuple(links),
        flows=all_flows(db.session),
        filters={},
    )


def _title(asked: Asked, total: int) -> str:
    title = _("Search results for “%(query)s”", query=asked.query[:80])
    if total <= PAGE:
        return title
    pages = -(-total // PAGE)
    place = _("page %(page)s of %(pages)s", page=asked.page, pages=pages)
    return f"{title}, {place}"


def _page_url(asked: Asked, number: int) -> str:
    """With the anchor of the list: who goes on reads on there, also with a screen reader."""
    changes = {} if number == 1 else {"page": str(number)}
    return replace(asked, page=number).url(**changes) + "#hits"


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
    if found.titles_only:
        return _("The search is being prepared: until it is, we look in the titles only.")
    if found.fallback is None:
        return ""
    if found.fallback is FallbackReason.KEYWORD_INDEX_MISSING:
        return _("The word search is being repaired: these hits are found by meaning.")
    return _("At the moment we look for your words only, not for their meaning.")


def _did_you_mean(text: str | None) -> Link | None:
    if not text:
        return None
    return Link(text, f"{url_for('helpcenter.search')}?{urlencode({'q': text})}")
