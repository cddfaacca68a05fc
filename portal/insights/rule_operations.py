"""Pinning and hiding an article for a query. Nothing here commits."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import hold
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.insights.rule_rules import MOST_PINNED, rule_query
from portal.knowledge.models import Article
from portal.knowledge.search_models import SearchRule
from portal.knowledge.steering import PIN


def set_rule(
    session: Session,
    article: Article,
    action: str,
    *,
    query: str,
    locale: str,
    actor_id: int | None,
    now: datetime,
) -> SearchRule:
    """From the next search on, the article comes first ("pin") or not at all ("hide") for `query`.

    A rule that there was for both is replaced. Raises Invalid for a text that is no query, and
    Conflict when as many are pinned as may be.
    """
    kept = rule_query(query)
    if kept is None:
        raise Invalid("No article can be pinned or hidden for a text like this. Shorten it.")
    hold(session, f"search_rule:{locale}:{kept}")
    same = (SearchRule.locale == locale, SearchRule.query == kept)
    rule = session.scalar(select(SearchRule).where(*same, SearchRule.article_id == article.id))
    if rule is not None and rule.action == action:
        return rule
    pinned = select(SearchRule.position).where(*same, SearchRule.action == PIN)
    places = session.scalars(pinned).all()
    if action == PIN and len(places) >= MOST_PINNED:
        raise Conflict(
            "%(number)s articles are pinned for this query already. Release one of them first.",
            number=MOST_PINNED,
        )
    moment = _next_moment(session, now)
    rule = rule or SearchRule(locale=locale, query=kept, article_id=article.id)
    rule.action, rule.position = action, max(places, default=0) + 1
    rule.created_by_id, rule.created_at = actor_id, moment
    session.add(rule)
    session.flush()
    record_event(
        session,
        f"search_rule.{action}",
        f"article:{article.id}",
        actor_id=actor_id,
        now=now,
        rule=rule.id,
    )
    return rule


def delete_rule(session: Session, rule: SearchRule, *, actor_id: int | None, now: datetime) -> None:
    """From the next search on the article stands where the search puts it."""
    record_event(
        session,
        "search_rule.deleted",
        f"article:{rule.article_id}",
        actor_id=actor_id,
        now=now,
        rule=rule.id,
        action=rule.action,
    )
    session.delete(rule)
    session.flush()


def _next_moment(session: Session, now: datetime) -> datetime:
    """Later than every rule there is: by that each process sees that the rules have changed."""
    newest = session.scalar(select(func.max(SearchRule.created_at)))
    return now if newest is None else max(now, newest + timedelta(microseconds=1))
