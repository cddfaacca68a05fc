"""The article page: read from storage, compared by ETag before anything is rendered."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from articles.sanitizing import unseal
from portal.core.db import db
from portal.core.quick_reads import Reading
from portal.core.settings import Settings
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.flow_links import links_to_flows
from portal.helpcenter.pages import ArticlePage, Link, OutlineLine
from portal.helpcenter.recording import record_opened
from portal.helpcenter.remedy_feet import stretches, tried_version
from portal.journeys.visits import current_journey, greeting
from portal.knowledge.article_queries import (
    ArticleView,
    PublishedVersion,
    moved_slug,
    published_article,
    published_version,
)
from portal.knowledge.queries import articles_by_key
from portal.remedies.models import Attempt, Outcome
from portal.remedies.queries import attempts
from portal.troubleshooter.flows import flows_version
from portal.web.access import ANONYMOUS, Reader, current_reader
from portal.web.caching import conditional, no_greeting, read_state
from portal.web.furniture import furnish
from portal.web.locale import current_locale
from portal.web.pages import render

FEEDBACK_STATES = ("ask", "helpful", "thanks")
DONE = frozenset({Outcome.SOLVED, Outcome.NO_CHANGE, Outcome.WORSE})


@blueprint.get("/articles/<slug>")
def article(slug: str) -> AnyResponse:
    """A published article; an address it had before leads on for good (301)."""
    reader, locale = current_reader(), current_locale()
    state = read_state(partial(_version, locale=locale, slug=slug, reader=reader))
    known, flows = state.value
    if known is None:
        present = moved_slug(db.session, locale, slug, reader)
        if present is None:
            abort(404)
        return redirect(url_for(".article", slug=present), 301)
    feedback, tried = request.args.get("feedback", ""), _tried()
    asked = (feedback, request.args.get("vote"), request.args.get("change"))
    response = conditional(
        ("article", known.version, *known.slugs.items(), *asked, flows, *tried_version(tried)),
        lambda: _article(slug, known.slugs, feedback, tried),
        unchanged=state.holds,
        greet=greeting if reader == ANONYMOUS else no_greeting,
        keep=not tried,
    )
    record_opened(known.translation_id)
    return response


def _version(
    reading: Reading, locale: str, slug: str, reader: Reader
) -> tuple[PublishedVersion | None, tuple[object, ...]]:
    """The article and the flows that its page may name."""
    return published_version(reading, locale, slug, reader), flows_version(reading)


def _tried() -> list[Attempt]:
    """What this visitor has tried; nothing is read for who has no journey."""
    if current_reader() != ANONYMOUS:
        return []
    journey = current_journey(db.session)
    return attempts(db.session, journey) if journey is not None else []


def _article(
    slug: str, languages: dict[str, str], feedback: str, tried: Sequence[Attempt]
) -> Response:
    reader, locale = current_reader(), current_locale()
    view = published_article(db.session, locale, slug, reader)
    if view is None:
        abort(404)
    home, topic = url_for(".home"), url_for(".topic", key=view.category_key)
    topic_name = view.category_names.get(locale, view.category_key)
    crumbs = ((_("Help"), home), (topic_name, topic))
    _furnish(view, languages, crumbs)
    related = articles_by_key(db.session, view.related, locale, reader)
    return render(
        ArticlePage(
            title=view.title,
            description=view.summary,
            stretches=stretches(
                unseal(view.html),
                view,
                tried,
                changing=request.args.get("change", ""),
                feet=reader == ANONYMOUS,
            ),
            outline=tuple(OutlineLine(**entry) for entry in view.outline),
            done=frozenset(entry.remedy for entry in tried if entry.outcome in DONE),
            attempts_url=url_for(".attempt", slug=slug),
            crumbs=crumbs,
            checked_on=view.checked_on,
            checked_by=view.checked_by,
            language=view.locale,
            not_translated=False,
            outdated=view.outdated,
            related=tuple(
                Link(line.title, url_for(".article", slug=line.slug)) for line in related
            ),
            flows=links_to_flows(db.session, articles=(view.key,), remedies=view.remedies),
            feedback_url=url_for(".feedback", slug=slug, vote=request.args.get("vote")),
            feedback=feedback if feedback in FEEDBACK_STATES else "",
            reasons=feedback_reasons(),
        )
    )


def feedback_reasons() -> tuple[tuple[str, str], ...]:
    """Why an article did not help, as value and words."""
    return (
        ("unclear", _("I do not understand it")),
        ("wrong", _("It does not look like that here")),
        ("failed", _("I did it, but it did not help")),
        ("other", _("My problem is a different one")),
    )


def _furnish(
    view: ArticleView, languages: dict[str, str], crumbs: tuple[tuple[str, str], ...]
) -> None:
    alternates = tuple(
        (language, absolute(url_for(".article", slug=slug, lang=language)))
        for language, slug in sorted(languages.items())
    )
    furnish(
        canonical_url=absolute(url_for(".article", slug=view.slug)),
        alternates=alternates if len(alternates) > 1 else (),
        alternate_url=next(
            (
                url_for(".article", slug=slug, lang=language)
                for language, slug in languages.items()
                if language != view.locale
            ),
            url_for(".home", lang="en" if view.locale == "de" else "de"),
        ),
        indexable=view.visibility == "public" and not request.args,
        json_ld=_json_ld(view, crumbs),
    )


def _json_ld(view: ArticleView, crumbs: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """schema.org TechArticle with its breadcrumbs."""
    organisation = current_app.extensions["lotse.organisation"]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "TechArticle",
                "headline": view.title,
                "description": view.summary,
                "inLanguage": view.locale,
                "datePublished": view.first_published_at.date().isoformat(),
                "dateModified": (view.checked_on or view.published_at.date()).isoformat(),
                "mainEntityOfPage": absolute(url_for(".article", slug=view.slug)),
                "publisher": {"@type": "Organization", "name": organisation.name},
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "name": name, "item": absolute(url)}
                    for place, (name, url) in enumerate(crumbs, start=1)
                ],
            },
        ],
    }


def absolute(path: str) -> str:
    """The full address of a path, from the settings and never from the Host header (S5)."""
    settings: Settings = current_app.extensions["lotse.settings"]
    return settings.base_url + path
