"""What the problem is: which step-by-step help and which articles fit a text."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.intake.symptoms import named_symptoms
from portal.knowledge.models import Article, Translation
from portal.knowledge.searching import Found, find
from portal.knowledge.sources import ARTICLE, Source
from portal.knowledge.synonyms import current_synonyms
from portal.troubleshooter.definition import End, Flow
from portal.troubleshooter.flows import published_flows
from portal.troubleshooter.search_source import document_id
from portal.web.access import Reader
from portal.web.locale import LOCALES
from search.engine import SearchEngine

MOST_FLOWS = 3
MOST_ARTICLES = 5
OFFERED = 0.1
SURE = 0.5
"""Least probabilities of a flow that is offered, and of one that is chosen beforehand."""
_LED_BY = 3  # articles that say which flow is meant, if it leads to them

_TOUCHED = 0.25
"""Where no symptom of any flow is named so far, the text does not say what it is about."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Keys of flows and ids of translations, each with the best fit first; both may be empty.
    `sure`: the first flow may be chosen beforehand."""

    flows: tuple[str, ...]
    articles: tuple[int, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a flow, each from 0 to 1: a symptom that is named, the flow's own place in
    the search, the best article that it leads to."""

    named: float
    found: float
    leads: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A multinomial logit of those signs; `none`: that no flow is meant."""

    named: float
    found: float
    leads: float
    none: float


# Fitted to tests/benchmarks/intake_texts.yaml and cross-validated there (docs/recognition.md).
WEIGHTS = Weights(named=1.8, found=1.3, leads=2.5, none=3.2)


def fitting(
    session: Session,
    engine: SearchEngine,
    text: str,
    *,
    locale: str,
    reader: Reader,
    sources: Sequence[Source],
) -> Fitting:
    """What fits the text: by the portal's search, and by the symptoms that flows name."""
    found = find(session, engine, text, locale=locale, reader=reader, sources=sources)
    offered = {flow.id: flow for flow in published_flows(session)}
    likely = probabilities(
        signs(session, text, locale, None if found.titles_only else found.hits, offered)
    )
    keys = sorted((key for key in likely if likely[key] >= OFFERED), key=likely.__getitem__)
    articles = [hit for hit in found.hits if hit.kind == ARTICLE and hit.score > 0]
    return Fitting(
        flows=tuple(reversed(keys[-MOST_FLOWS:])),
        articles=tuple(int(hit.id) for hit in articles[:MOST_ARTICLES]),
        sure=bool(keys) and likely[keys[-1]] >= SURE,
    )


def probabilities(signs: Mapping[str, Signs], weights: Weights = WEIGHTS) -> dict[str, float]:
    """How likely each flow is meant; what is missing to 1 is that none is."""
    if max((one.named for one in signs.values()), default=0.0) < _TOUCHED:
        return dict.fromkeys(signs, 0.0)
    worth = {
        key: math.exp(
            weights.named * one.named + weights.found * one.found + weights.leads * one.leads
        )
        for key, one in signs.items()
    }
    whole = math.exp(weights.none) + sum(worth.values())
    return {key: share / whole for key, share in worth.items()}


def signs(
    session: Session,
    text: str,
    locale: str,
    hits: Sequence[Found] | None,
    flows: Mapping[str, Flow],
) -> dict[str, Signs]:
    """What speaks for each flow: its words in the text, and what the search found for it. Where
    nothing can be searched (None), the words stand for that as well."""
    named = named_symptoms(
        text,
        {key: _words(flow) for key, flow in flows.items()},
        current_synonyms(session).expand(text, locale),
    )
    if hits is None:
        return {key: Signs(share, share, share) for key, share in named.items()}
    best = max((hit.score for hit in hits), default=0.0)
    shares = {hit.id: max(hit.score, 0.0) / best for hit in hits} if best > 0 else {}
    articles = [hit.id for hit in hits if hit.kind == ARTICLE][:_LED_BY]
    by_key = {
        key: shares.get(str(id_), 0.0)
        for id_, key in session.execute(
            select(Translation.id, Article.key)
            .join(Article)
            .where(Translation.id.in_([int(id_) for id_ in articles]))
        )
    }
    return {
        key: Signs(
            named=named[key],
            found=max(shares.get(document_id(key, locale), 0.0) for locale in LOCALES),
            leads=max((by_key.get(article, 0.0) for article in _leads_to(flow)), default=0.0),
        )
        for key, flow in flows.items()
    }


def _words(flow: Flow) -> list[str]:
    return [*flow.title.values(), *(words for own in flow.symptoms.values() for words in own)]


def _leads_to(flow: Flow) -> set[str]:
    return {step.article for step in flow.steps.values() if isinstance(step, End) and step.article}
