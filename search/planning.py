"""What a change asks of the index, decided without touching it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from search.documents import SearchDocument
from search.fingerprints import content_fingerprint, metadata_fingerprint


class Work(StrEnum):
    """The cheapest thing that makes the index right for one document."""

    CONTENT = "content"
    METADATA = "metadata"
    VECTORS = "vectors"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds of a document."""

    content: str
    metadata: str
    has_vectors: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Work per document, and ids to delete that are really there."""

    work: tuple[tuple[SearchDocument, Work], ...]
    deletes: tuple[str, ...]

    def documents(self, *kinds: Work) -> tuple[SearchDocument, ...]:
        return tuple(document for document, work in self.work if work in kinds)


def plan(
    known: Mapping[str, Known],
    upserts: Sequence[SearchDocument],
    deletes: Sequence[str],
    *,
    can_embed: bool,
) -> Plan:
    """Compare documents with the index. A later duplicate wins; a delete beats an upsert."""
    gone = dict.fromkeys(deletes)
    newest = {document.id: document for document in upserts if document.id not in gone}
    return Plan(
        work=tuple((d, _work(known.get(d.id), d, can_embed)) for d in newest.values()),
        deletes=tuple(identifier for identifier in gone if identifier in known),
    )


def _work(known: Known | None, document: SearchDocument, can_embed: bool) -> Work:
    if known is None or known.content != content_fingerprint(document):
        return Work.CONTENT
    if can_embed and not known.has_vectors:
        return Work.VECTORS
    if known.metadata != metadata_fingerprint(document):
        return Work.METADATA
    return Work.NOTHING
