"""What the problem is: which step-by-step help and which articles fit a text."""

from collections.abc import Collection, Mapping, Sequence
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
from portal.troubleshooter.search_source import KIND as FLOW
from portal.troubleshooter.search_source import document_id
from portal.web.access import Reader
from search.engine import SearchEngine

MOST_FLOWS = 3
MOST_ARTICLES = 5
# A flow is offered if it is among the first hits and not far behind the best, if it belongs to one
# of the two articles that fit best, and shares words with a symptom unless it is right on top; or
# if one of its symptoms is named nearly word by word. Everything shares some word with a long text.
_FIRST_HITS = 6
_LEAST_SHARE = 0.48
_BEST_ARTICLES = 2
_LEAST_ARTICLE_SHARE = 0.8
_NAMED = 0.65
_TOUCHED = 0.3
_TOP = 2
_SURE_ALONE = 0.45


@dataclass(frozen=True, slots=True)
class Fitting:
    """Keys of flows and ids of translations, each with the best fit first; both may be empty.
    `sure`: the first flow may be chosen beforehand."""

    flows: tuple[str, ...]
    articles: tuple[int, ...]
    sure: bool


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
    ranked = {} if found.titles_only else _ranked(session, found.hits, offered, locale)
    named = named_symptoms(
        text,
        {key: _words(flow) for key, flow in offered.items()},
        current_synonyms(session).expand(text, locale),
    )
    keys = [
        key
        for key in offered
        if named[key] >= _NAMED
        or (key in ranked and (named[key] >= _TOUCHED or ranked[key] < _TOP))
    ]
    # A symptom that is named word by word says more than the whole of a long text does.
    keys.sort(key=lambda key: (named[key] < _NAMED, ranked.get(key, len(found.hits)), -named[key]))
    articles = [hit for hit in found.hits if hit.kind == ARTICLE and hit.score > 0]
    return Fitting(
        flows=tuple(keys[:MOST_FLOWS]),
        articles=tuple(int(hit.id) for hit in articles[:MOST_ARTICLES]),
        sure=bool(keys) and named[keys[0]] >= (_SURE_ALONE if len(keys) == 1 else _NAMED),
    )


def _ranked(
    session: Session, hits: Sequence[Found], offered: Mapping[str, Flow], locale: str
) -> dict[str, int]:
    """The places of those flows among the hits that stand high, or lead to what stands highest."""
    best = max((hit.score for hit in hits), default=0.0)
    if best <= 0:
        return {}
    articles = [hit for hit in hits if hit.kind == ARTICLE][:_BEST_ARTICLES]
    keys = _keys(session, [h.id for h in articles if h.score >= _LEAST_ARTICLE_SHARE * best])
    by_document = {document_id(key, locale): flow for key, flow in offered.items()}
    return {
        by_document[hit.id].id: place
        for place, hit in enumerate(hits)
        if hit.kind == FLOW
        and hit.id in by_document
        and (
            (place < _FIRST_HITS and hit.score >= _LEAST_SHARE * best)
            or _leads_to(by_document[hit.id], keys)
        )
    }


def _words(flow: Flow) -> list[str]:
    return [*flow.title.values(), *(words for own in flow.symptoms.values() for words in own)]


def _leads_to(flow: Flow, articles: Collection[str]) -> bool:
    return any(isinstance(step, End) and step.article in articles for step in flow.steps.values())


def _keys(session: Session, translations: Collection[str]) -> set[str]:
    wanted = Translation.id.in_([int(id_) for id_ in translations])
    return set(session.scalars(select(Article.key).join(Translation).where(wanted)))
