"""What a misspelled query may have meant, as far as its reader may know the words."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.knowledge.queries import lines_by_translation
from portal.knowledge.sources import ARTICLE
from portal.web.access import Reader
from search.engine import SearchEngine
from search.request import Mode, SearchRequest

LOOKED_AT = 20


def corrected_query(
    session: Session, engine: SearchEngine, request: SearchRequest, reader: Reader
) -> str | None:
    """The query with the words corrected that nobody wrote; None when there is no better.

    Each new word stands in an article that the database lets `reader` see now: a correction tells
    nothing of a text that was hidden since it was indexed (V12).
    """
    correction = engine.correction(request.text)
    if correction is None:
        return None
    for _typed, word in _changed(request.text, correction):
        alone = replace(request, text=word, mode=Mode.KEYWORD, limit=LOOKED_AT, passages=0)
        hits = engine.search(alone).hits
        articles = [int(hit.id) for hit in hits if hit.kind == ARTICLE]
        if articles and not lines_by_translation(session, articles, reader):
            return None
    return correction


def as_typed(text: str, correction: str | None) -> str:
    """The query with those words in quotes that would be corrected: they are to be found as they
    are spelled."""
    words = {typed for typed, _ in _changed(text, correction or text)}
    return " ".join(f'"{word}"' if word in words else word for word in text.split())


def _changed(text: str, correction: str) -> list[tuple[str, str]]:
    pairs = zip(text.split(), correction.split(), strict=False)
    return [(typed, better) for typed, better in pairs if typed != better]
