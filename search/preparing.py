"""Documents cut up for the index, and the vectors that their texts need."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.chunking import Chunk, chunk_markdown
from search.documents import SearchDocument
from search.encoder import Encoder, ModelUnavailable
from search.fingerprints import vector_key
from search.vectors import VectorSet, empty_vectors

BATCH = 32


class Progress(Protocol):
    """Called with the stage ("keyword" or "vectors") and how far it is."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document cut up, with the key of each text to embed; `title_key` is b"" for none."""

    document: SearchDocument
    chunks: tuple[Chunk, ...]
    keys: tuple[bytes, ...]
    title_key: bytes

    def texts(self) -> Iterator[tuple[bytes, str]]:
        """(key, text) of everything to embed."""
        if self.title_key:
            yield self.title_key, title_text(self.document)
        for chunk, key in zip(self.chunks, self.keys, strict=True):
            yield key, chunk.embedded_text(self.document.title)


def prepare(document: SearchDocument) -> PreparedDocument:
    """Cut a document into passages and name what has to be embedded."""
    chunks = chunk_markdown(document.text, lang=document.lang)
    title = title_text(document)
    return PreparedDocument(
        document,
        chunks,
        tuple(vector_key(chunk.embedded_text(document.title)) for chunk in chunks),
        vector_key(title) if title else b"",
    )


def title_text(document: SearchDocument) -> str:
    """What the vector of a title stands for: the title and the words it is found by."""
    return "\n".join(part for part in (document.title, document.keywords) if part.strip())


def embed_missing(
    prepared: Iterable[PreparedDocument],
    known: Collection[bytes],
    encoder: Encoder | None,
    progress: Progress | None,
) -> VectorSet:
    """Vectors of the texts that are not `known`; a failing model leaves the rest."""
    missing = {key: text for entry in prepared for key, text in entry.texts() if key not in known}
    if encoder is None or not missing:
        return empty_vectors()
    # Texts of like length share a batch, so that little of it is padding.
    ordered = sorted(missing.items(), key=lambda pair: len(pair[1]))
    blocks: list[NDArray[np.float16]] = []
    keys: list[bytes] = []
    for start in range(0, len(ordered), BATCH):
        batch: Sequence[tuple[bytes, str]] = ordered[start : start + BATCH]
        try:
            block = encoder.encode_documents([text for _, text in batch])
        except ModelUnavailable:
            break
        blocks.append(block.astype(np.float16))
        keys += [key for key, _ in batch]
        if progress:
            progress("vectors", len(keys), len(ordered))
    return VectorSet(tuple(keys), np.concatenate(blocks)) if blocks else empty_vectors()
