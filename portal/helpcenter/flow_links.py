"""Links from articles and lists to step-by-step help."""

from collections.abc import Collection

from flask import url_for
from sqlalchemy.orm import Session

from portal.helpcenter.pages import Link
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import fitting_flows, published_flows
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


def _link(flow: Flow) -> Link:
    return Link(
        flow.title[current_locale()],
        url_for("troubleshooter.start", key=flow.id),
        kind="flow",
        minutes=flow.minutes,
    )
