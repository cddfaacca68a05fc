"""Links from articles and lists to step-by-step help."""

from collections.abc import Collection, Iterator

from flask import url_for
from sqlalchemy.orm import Session

from portal.helpcenter.pages import Link
from portal.knowledge.queries import topics_by_article
from portal.troubleshooter.definition import End, Flow
from portal.troubleshooter.flows import fitting_flows, published_flows
from portal.web.access import Reader
from portal.web.locale import current_locale


def all_flows(session: Session) -> tuple[Link, ...]:
    """Everything that is offered step by step."""
    return tuple(map(_link, published_flows(session)))


def links_to_flows(
    session: Session,
    *,
    articles: Collection[str] = (),
    remedies: Collection[str] = (),
    most: int = 1,
) -> tuple[Link, ...]:
    """Step-by-step help about the same as these articles."""
    return tuple(map(_link, fitting_flows(session, articles, remedies)[:most]))


def flows_by_topic(session: Session, reader: Reader) -> dict[str, tuple[Link, ...]]:
    """All guided flows, by the topic of the first article that one leads to ("" if it leads to
    none that the reader may see), each topic's by title."""
    flows = published_flows(session)
    articles = {flow.id: [end.article for end in _ends(flow) if end.article] for flow in flows}
    keys = dict.fromkeys(key for named in articles.values() for key in named)
    topics = topics_by_article(session, keys, current_locale(), reader)
    found: dict[str, list[Link]] = {}
    for flow in flows:
        topic = next((topics[key] for key in articles[flow.id] if key in topics), "")
        found.setdefault(topic, []).append(_link(flow))
    return {topic: tuple(sorted(links, key=_title)) for topic, links in found.items()}


def _ends(flow: Flow) -> Iterator[End]:
    return (step for step in flow.steps.values() if isinstance(step, End))


def _title(link: Link) -> str:
    return link.title.casefold()


def _link(flow: Flow) -> Link:
    return Link(
        flow.title[current_locale()],
        url_for("troubleshooter.start", key=flow.id),
        kind="flow",
        minutes=flow.minutes,
    )
