"""What the problem is: which step-by-step help and which articles fit a text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.knowledge.models import Article, Translation
from portal.knowledge.searching import find
from portal.knowledge.sources import ARTICLE, Source
from portal.troubleshooter.definition import End, Flow
from portal.troubleshooter.flows import published_flows
from portal.troubleshooter.search_source import KIND as FLOW
from portal.troubleshooter.search_source import document_id
from portal.web.access import Reader
from search.engine import SearchEngine

MOST_FLOWS = 3
MOST_ARTICLES = 5
# A flow is offered if it is among the first hits and not far behind the best, or if it belongs to
# one of the two articles that fit best. Everything shares some word with a long text.
_FIRST_HITS = 6
_LEAST_SHARE = 0.48
_BEST_ARTICLES = 2
_LEAST_ARTICLE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Fitting:
    """Keys of flows and ids of translations, each with the best fit first; both may be empty."""

    flows: tuple[str, ...]
    articles: tuple[int, ...]


def fitting(
    session: Session,
    engine: SearchEngine,
    text: str,
    *,
    locale: str,
    reader: Reader,
    sources: Sequence[Source],
) -> Fitting:
    """What the portal's search finds for the text, as far as it fits."""
    found = find(session, engine, text, locale=locale, reader=reader, sources=sources)
    best = max((hit.score for hit in found.hits), default=0.0)
    if best <= 0:
        return Fitting((), ())
    offered = {document_id(flow.id, locale): flow for flow in published_flows(session)}
    articles = [hit for hit in found.hits if hit.kind == ARTICLE]
    named = {
        hit.id for hit in articles[:_BEST_ARTICLES] if hit.score >= _LEAST_ARTICLE_SHARE * best
    }
    keys = _keys(session, named)
    flows = [
        offered[hit.id].id
        for rank, hit in enumerate(found.hits)
        if hit.kind == FLOW
        and hit.id in offered
        and (
            (rank < _FIRST_HITS and hit.score >= _LEAST_SHARE * best)
            or _leads_to(offered[hit.id], keys)
        )
    ]
    return Fitting(
        tuple(flows[:MOST_FLOWS]), tuple(int(hit.id) for hit in articles[:MOST_ARTICLES])
    )


def _leads_to(flow: Flow, articles: Collection[str]) -> bool:
    return any(isinstance(step, End) and step.article in articles for step in flow.steps.values())


def _keys(session: Session, translations: Collection[str]) -> set[str]:
    wanted = Translation.id.in_([int(id_) for id_ in translations])
    return set(session.scalars(select(Article.key).join(Translation).where(wanted)))
