"""Vectors for a synthetic corpus, without embedding it.

What a search among vectors costs depends on their number and size alone. Embedding ten thousand
articles takes an hour, so the passages of some shipped articles are embedded, and every text of
the corpus gets one of these vectors, moved a little.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.chunking import chunk_markdown
from search.documents import SearchDocument
from search.encoder import Encoder

REAL = 200
"""Passages that are really embedded."""
NOISE = 0.02
"""Standard deviation of what is added to each of the numbers of a unit vector."""
SEED = 20261126


def real_vectors(encoder: Encoder, documents: Sequence[SearchDocument]) -> NDArray[np.float32]:
    """Vectors of passages all over the documents: at most 200, (n, dimension)."""
    texts = [
        chunk.embedded_text(document.title)
        for document in documents
        for chunk in chunk_markdown(document.text, lang=document.lang)
    ]
    chosen = [texts[place] for place in range(0, len(texts), max(1, len(texts) // REAL))][:REAL]
    # Few at a time, since many would bring the whole of sentence-transformers in.
    parts = [encoder.encode_documents(chosen[at : at + 20]) for at in range(0, len(chosen), 20)]
    return np.concatenate(parts)


class ResampledEncoder:
    """Documents get resampled vectors, queries are really encoded; the recipe is the model's."""

    def __init__(self, encoder: Encoder, real: NDArray[np.float32]) -> None:
        self.recipe = encoder.recipe
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._real = real

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode_queries(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same vector for the same text, in whatever batch it comes."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            digest = hashlib.sha256(f"{SEED} {text}".encode()).digest()
            chance = np.random.default_rng(int.from_bytes(digest[:8]))
            near = self._real[chance.integers(len(self._real))]
            vectors[row] = near + chance.normal(0, NOISE, self.dimension)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
