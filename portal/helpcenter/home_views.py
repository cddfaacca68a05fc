"""Home, topics, and the texts every site must have."""

from datetime import timedelta
from functools import partial

from flask import Response, abort, current_app, url_for
from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.db import db
from portal.core.organisation import Organisation
from portal.core.settings import Settings
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.flow_links import flows_by_topic, links_to_flows
from portal.helpcenter.pages import HomePage, Link, TextPage, TopicPage
from portal.helpcenter.queries import asked_articles, content_version
from portal.knowledge.queries import Topic, articles_of_topic, topic_by_key, topics
from portal.web.access import current_reader
from portal.web.caching import conditional, read_state
from portal.web.locale import current_locale
from portal.web.pages import render

ASKED = 6
FLOWS = 2
ASKED_WITHIN = timedelta(days=30)


@blueprint.get("/")
def home() -> Response:
    """The help centre's first page."""
    lists = read_state(partial(content_version, reader=current_reader()))
    return conditional(("home", *lists.value), _home, unchanged=lists.holds)


@blueprint.get("/topics/<key>")
def topic(key: str) -> Response:
    """All articles of one topic."""
    reader, locale = current_reader(), current_locale()
    lists = read_state(partial(content_version, reader=reader))

    def build() -> Response:
        found = topic_by_key(db.session, key, locale, reader)
        if found is None:
            abort(404)
        articles = articles_of_topic(db.session, key, locale, reader)
        return render(
            TopicPage(
                title=found.name,
                description=found.description,
                crumbs=((_("Help"), url_for(".home")),),
                flows=flows_by_topic(db.session, reader).get(key, ()),
                articles=tuple(
                    Link(line.title, url_for(".article", slug=line.slug), line.summary)
                    for line in articles
                ),
            )
        )

    return conditional(("topic", key, *lists.value), build, unchanged=lists.holds)


@blueprint.get("/privacy", defaults={"name": "privacy"})
@blueprint.get("/imprint", defaults={"name": "imprint"})
@blueprint.get("/accessibility", defaults={"name": "accessibility"})
def text(name: str) -> Response:
    """One of the texts that every site must have."""
    titles = {
        "privacy": _("Privacy"),
        "imprint": _("Imprint"),
        "accessibility": _("Accessibility"),
    }
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    imprint = organisation.imprint.get(current_locale(), "")
    settings: Settings = current_app.extensions["lotse.settings"]
    return render(
        TextPage(title=titles[name], name=name, imprint=imprint, keep_days=settings.journey_days)
    )


def _home() -> Response:
    reader, locale = current_reader(), current_locale()
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    asked = asked_articles(
        db.session, locale, reader, organisation.featured, since=now() - ASKED_WITHIN, limit=ASKED
    )
    flows = links_to_flows(db.session, articles=organisation.featured, most=FLOWS)
    articles = (
        Link(line.title, url_for(".article", slug=line.slug), minutes=line.minutes)
        for line in asked
    )
    return render(
        HomePage(
            title=_("Help"),
            description=_("Find the answer, step by step, or talk to a person."),
            example=_("I can receive mail but not send it"),
            asked=(*flows, *articles)[:ASKED],
            topics=tuple(_topic_link(entry) for entry in topics(db.session, locale, reader)),
        )
    )


def _topic_link(topic: Topic) -> Link:
    return Link(topic.name, url_for(".topic", key=topic.key), topic.description)
