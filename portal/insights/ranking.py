"""What a customer finds for a query, why in this order, and what is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.insights.ranking_pages import LeftOut, RankedHit, WordLine
from portal.insights.ranking_queries import KnownArticle, known_articles
from portal.insights.ranking_rules import Scale, nearness, scale_of, word_shares
from portal.insights.rule_queries import RuleLine, rule_lines
from portal.insights.rule_rules import rule_query
from portal.knowledge.queries import ArticleLine, lines_by_translation
from portal.knowledge.sources import ARTICLE, Source, SourceLine, lines_of_sources
from portal.knowledge.steering import HIDE, steered
from portal.web.access import ANONYMOUS, Reader
from search.engine import Ranking, SearchEngine
from search.request import SearchRequest
from search.results import Explanation, FallbackReason
from search.store import StoredDocument

SHOWN = 10
"""As many as a customer's first page."""
NEARLY = 5
"""So many of those below the floor are listed, and of those that customers may not see."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """`floor` is None where no meaning was compared; `corrected` is what is searched instead of a
    query that finds nothing."""

    hits: tuple[RankedHit, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    floor: float | None = None
    fallback: FallbackReason | None = FallbackReason.INDEX_MISSING
    corrected: str = ""


def ranked(
    session: Session,
    engine: SearchEngine,
    query: str,
    lang: str,
    reader: Reader,
    sources: Sequence[Source],
) -> Ranked:
    """The first hits of a customer who reads `lang`, and what `reader` may know of the rest."""
    asked = SearchRequest(
        query, lang=lang, limit=SHOWN, visibilities=ANONYMOUS.visibilities, passages=0
    )
    request = steered(session, asked)
    explained = engine.explain(request)
    corrected = "" if explained else engine.correction(query) or ""
    if corrected:
        better = steered(session, replace(asked, text=corrected))
        if explained := engine.explain(better):
            request = better
        else:
            corrected = ""
    ranking = engine.rank(request, reader.visibilities)
    if ranking is None:
        return Ranked()
    documents = [_document(ranking, found.id) for found in explained]
    lines = _lines(session, [document for document in documents if document], sources)
    rules = rule_lines(session, reader, locale=lang, query=rule_query(request.text) or "")
    articles = known_articles(
        session, [line.article_id for line in lines.values() if isinstance(line, ArticleLine)]
    )
    drawing = _Drawing(ranking, scale_of(explained), articles, {r.article_id: r for r in rules})
    hits = tuple(
        drawing.hit(found, document, lines[found.id])
        for found, document in zip(explained, documents, strict=True)
        if document is not None and found.id in lines
    )
    withdrawn = [found for found in explained if found.id not in lines]
    found = {
        ranking.snapshot.documents[ordinal].group
        for ordinal in ranking.ordinals[ranking.found].tolist()
        if _for_customers(ranking.snapshot.documents[ordinal])
    }
    return Ranked(
        hits=hits,
        left_out=(
            *(_hidden(rule) for rule in rules if rule.action == HIDE),
            *(LeftOut(found.title, found.lang, "", "withdrawn") for found in withdrawn),
            *_nearly(session, ranking, reader, found | request.hidden),
        ),
        floor=ranking.floor if ranking.cosines is not None else None,
        fallback=ranking.fallback,
        corrected=corrected,
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What all hits of a page share."""

    ranking: Ranking
    scale: Scale
    articles: Mapping[int, KnownArticle]
    rules: Mapping[int, RuleLine]

    def hit(
        self, found: Explanation, document: StoredDocument, line: ArticleLine | SourceLine
    ) -> RankedHit:
        article = line.article_id if isinstance(line, ArticleLine) else 0
        known = self.articles.get(article)
        bar = self.scale.bar
        return RankedHit(
            id=found.id,
            title=line.title,
            locale=line.locale,
            kind=document.kind,
            url=f"/{line.locale}/articles/{line.slug}"
            if isinstance(line, ArticleLine)
            else line.url,
            article=known.public_id if known else "",
            total=found.total,
            keyword=bar(found.keyword_part) if self.ranking.keyword is not None else None,
            words=tuple(WordLine(share, bar(share.value)) for share in word_shares(found)),
            semantic=bar(found.semantic_part) if self.ranking.cosines is not None else None,
            nearness=nearness(found.semantic_part),
            best_chunk=found.best_chunk,
            mean_chunks=found.mean_chunks,
            by_meaning_alone=found.keyword_part == 0 and not found.pinned,
            prior=bar(found.prior_part),
            counts=known.counts if known else None,
            language=bar(found.language_part) if found.language_part else None,
            rule=self.rules.get(article),
        )


def _document(ranking: Ranking, id_: str) -> StoredDocument | None:
    place = ranking.snapshot.places.get(id_)
    return None if place is None else ranking.snapshot.documents[place]


def _lines(
    session: Session, documents: Sequence[StoredDocument], sources: Sequence[Source]
) -> dict[str, ArticleLine | SourceLine]:
    """What customers may see of these, by id."""
    ids = [int(document.id) for document in documents if document.kind == ARTICLE]
    lines: dict[str, ArticleLine | SourceLine] = {
        str(id_): line for id_, line in lines_by_translation(session, ids, ANONYMOUS).items()
    }
    found = [(document.kind, document.id) for document in documents]
    lines.update(lines_of_sources(session, sources, found))
    return lines


def _hidden(rule: RuleLine) -> LeftOut:
    return LeftOut(rule.title, rule.title_locale, rule.article, "hidden", rule=rule)


def _nearly(
    session: Session, ranking: Ranking, reader: Reader, listed: set[str]
) -> Iterator[LeftOut]:
    """What would be a hit if customers might see it, and what is nearest below the floor."""
    chosen = list(_left_over(ranking, listed))
    lines = lines_by_translation(session, (int(d.id) for d, _ in chosen), reader)
    articles = known_articles(session, (line.article_id for line in lines.values()))
    for document, reason in chosen:
        line = lines.get(int(document.id))
        if line is None:
            continue
        cosines, place = ranking.cosines, ranking.snapshot.places[document.id]
        best = None if cosines is None else float(cosines.best[place])
        public_id = articles[line.article_id].public_id
        yield LeftOut(line.title, line.locale, public_id, reason, best_chunk=best)


def _left_over(ranking: Ranking, listed: set[str]) -> Iterator[tuple[StoredDocument, str]]:
    """Articles that are no hits, the nearest first, each in one language; at most a few."""
    left = {"internal": NEARLY, "floor": NEARLY}
    for ordinal, found in zip(ranking.ordinals.tolist(), ranking.found.tolist(), strict=True):
        document = ranking.snapshot.documents[ordinal]
        known = document.kind != ARTICLE or document.group in listed
        if known or found == _for_customers(document):
            continue
        reason = "internal" if found else "floor"
        if left[reason]:
            left[reason] -= 1
            listed.add(document.group)
            few = not found and ranking.keyword is not None and ranking.keyword[ordinal] > 0
            yield document, "few_words" if few else reason
        elif not any(left.values()):
            return


def _for_customers(document: StoredDocument) -> bool:
    return document.visibility in ANONYMOUS.visibilities
