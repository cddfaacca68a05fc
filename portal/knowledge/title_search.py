"""Search without an index: the titles in the database, so that nobody is turned away meanwhile."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.knowledge.models import Article, Revision, Translation
from portal.knowledge.sources import ARTICLE, Source
from portal.web.access import Reader
from search.request import parse_query
from search.spelling import fold
from search.stopwords import STOP_WORDS

MOST_TITLES = 20_000
INSIDE = 4
"""Letters from which a word is also found inside a longer one: Patrone in Druckerpatrone."""
_WORD = re.compile(r"\w+")
_STOP_WORDS = frozenset(map(fold, STOP_WORDS))


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A text whose title has words of the query; `score` is the share of them, 0 to 1."""

    kind: str
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class _Title:
    kind: str
    id: str
    group: str
    locale: str
    words: tuple[str, ...]


def search_titles(
    session: Session,
    text: str,
    *,
    locale: str,
    reader: Reader,
    sources: Sequence[Source] = (),
    limit: int,
) -> list[TitleHit]:
    """Titles with a word of `text` that `reader` may see, best first, one for each article.

    Capitals, umlauts and accents make no difference, and a typed word may be the beginning of one
    in the title.
    """
    wanted = _wanted(text)
    if not wanted:
        return []
    scored = [(_score(wanted, title.words), title) for title in _titles(session, reader, sources)]
    found = [(score, title) for score, title in scored if score > 0]
    found.sort(key=lambda pair: (pair[1].locale != locale, -pair[0], len(pair[1].words)))
    own: dict[str, tuple[float, _Title]] = {}
    for score, title in found:
        own.setdefault(title.group, (score, title))
    best = sorted(own.values(), key=lambda pair: -pair[0])[:limit]
    return [TitleHit(title.kind, title.id, score) for score, title in best]


def _wanted(text: str) -> list[str]:
    words = _words(" ".join(parse_query(text).terms))
    telling = [word for word in words if word not in _STOP_WORDS]
    return list(dict.fromkeys(telling or words))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _score(wanted: Sequence[str], title: Iterable[str]) -> float:
    words = list(title)
    return sum(max((_fit(word, other) for other in words), default=0) for word in wanted) / len(
        wanted
    )


def _fit(word: str, other: str) -> float:
    if other == word:
        return 1.0
    if other.startswith(word) and len(word) > 1:
        return 0.8
    return 0.5 if len(word) >= INSIDE and word in other else 0.0


def _titles(session: Session, reader: Reader, sources: Sequence[Source]) -> list[_Title]:
    query = (
        select(Translation.id, Translation.article_id, Translation.locale, Revision.title)
        .join(Article, Article.id == Translation.article_id)
        .join(Revision, Revision.id == Translation.published_id)
        .where(Article.visibility.in_(reader.visibilities))
        .order_by(Translation.id)
        .limit(MOST_TITLES)
    )
    titles = [
        _Title(ARTICLE, str(id_), f"article-{article}", locale, tuple(_words(title)))
        for id_, article, locale, title in session.execute(query)
    ]
    for source in sources:
        for document in source.documents(session):
            words = tuple(_words(document.title))
            titles.append(_Title(document.kind, document.id, document.group, document.lang, words))
    return titles
