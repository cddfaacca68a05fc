"""What search finds besides articles. Features above bring it; `app` and `background` fill it in.

A source's documents stand in the same index as the articles; like an article's, each hit is a
candidate until the source says that it may be seen.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from search.documents import SearchDocument

ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A document as result lists and suggestions show it."""

    title: str
    url: str
    locale: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of documents that are no articles, open to everybody.

    `documents` are all that belong in the index, `gone` the ids of those that left it; `lines`
    gives those of some ids that may be seen now.
    """

    kind: str
    documents: Callable[[Session], Iterable[SearchDocument]]
    gone: Callable[[Session], Collection[str]]
    lines: Callable[[Session, Collection[str]], Mapping[str, SourceLine]]


def lines_of_sources(
    session: Session, sources: Iterable[Source], found: Iterable[tuple[str, str]]
) -> dict[str, SourceLine]:
    """The lines of (kind, id) pairs that no article answers for, by id."""
    by_kind: dict[str, list[str]] = {}
    for kind, id_ in found:
        if kind != ARTICLE:
            by_kind.setdefault(kind, []).append(id_)
    lines: dict[str, SourceLine] = {}
    for source in sources:
        if source.kind in by_kind:
            lines.update(source.lines(session, by_kind[source.kind]))
    return lines
