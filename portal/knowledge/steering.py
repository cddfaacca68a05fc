"""What agents and visitors have taught the search, put into a request: synonyms, the prior of each
article, and the articles that are pinned or hidden for this very query.

Prior and rules are kept by each process. Every search asks the database one question, which its
indexes answer, whether any of it has changed.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.knowledge.prior_rules import lift
from portal.knowledge.query_log_rules import folded
from portal.knowledge.search_models import ArticlePrior, SearchRule
from portal.knowledge.synonyms import current_synonyms
from search.request import SearchRequest

PIN, HIDE = "pin", "hide"
LEAST_LETTERS = 3
MOST_PINNED = 3
"""Articles that are pinned for questions which are not typed to the end."""


def steered(session: Session, request: SearchRequest) -> SearchRequest:
    """The request with all that steers it."""
    return _steered(session, request, _current(session))


def steered_while_typing(session: Session, request: SearchRequest) -> SearchRequest:
    """The same for what has been typed so far: what is pinned for a question that it may become is
    pinned too, that of a shorter question first."""
    typed = folded(request.text)
    steering = _current(session)
    plain = _steered(session, request, steering)
    if len(typed) < LEAST_LETTERS:
        return plain
    begun = sorted(
        (query, rules.pinned)
        for (lang, query), rules in steering.rules.items()
        if lang == request.lang and query.startswith(typed) and rules.pinned
    )
    begun.sort(key=lambda pair: len(pair[0]))
    pinned = dict.fromkeys(group for _, groups in begun for group in groups)
    return replace(plain, pinned=tuple(pinned)[:MOST_PINNED])


def article_group(article_id: int) -> str:
    """How the index names an article, whatever the language (SearchDocument.group)."""
    return str(article_id)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is set for one query: articles by their group."""

    pinned: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


class Stamp(NamedTuple):
    """Differs after every change of rules or prior."""

    rules: int
    newest_rule: datetime | None
    prior: datetime | None


@dataclass(frozen=True, slots=True)
class Steering:
    """All rules by language and folded query, and the lift of the articles that have one."""

    stamp: Stamp
    rules: Mapping[tuple[str, str], Rules] = field(default_factory=dict)
    prior: Mapping[str, float] = field(default_factory=dict)


_NO_RULES = Rules()
_STAMP = select(
    select(func.count(SearchRule.id)).scalar_subquery(),
    select(func.max(SearchRule.created_at)).scalar_subquery(),
    select(ArticlePrior.updated_at).limit(1).scalar_subquery(),  # all are learnt at once
)
_kept: WeakKeyDictionary[object, Steering] = WeakKeyDictionary()
_lock = threading.Lock()


def _steered(session: Session, request: SearchRequest, steering: Steering) -> SearchRequest:
    rules = steering.rules.get((request.lang, folded(request.text)), _NO_RULES)
    return replace(
        request,
        synonyms=current_synonyms(session),
        prior=steering.prior,
        pinned=rules.pinned,
        hidden=rules.hidden,
    )


def _current(session: Session) -> Steering:
    database = session.get_bind()
    stamp = Stamp(*session.execute(_STAMP).one())
    with _lock:
        kept = _kept.get(database)
    if kept is None or kept.stamp != stamp:
        kept = Steering(stamp, _rules(session), _prior(session))
        with _lock:
            _kept[database] = kept
    return kept


def _rules(session: Session) -> dict[tuple[str, str], Rules]:
    found: dict[tuple[str, str], Rules] = {}
    for rule in session.scalars(select(SearchRule).order_by(SearchRule.position, SearchRule.id)):
        key, group = (rule.locale, rule.query), article_group(rule.article_id)
        rules = found.get(key, _NO_RULES)
        if rule.action == PIN:
            found[key] = replace(rules, pinned=(*rules.pinned, group))
        else:
            found[key] = replace(rules, hidden=rules.hidden | {group})
    return found


def _prior(session: Session) -> dict[str, float]:
    rows = session.execute(select(ArticlePrior.article_id, ArticlePrior.value))
    lifts = {article_group(article): lift(value) for article, value in rows}
    return {group: value for group, value in lifts.items() if value > 0}
