"""An honest twin of the model: texts that share words have close vectors."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.analysis import query_terms
from search.encoder import ModelUnavailable

DIMENSION = 64


class HashEncoder:
    """Counts hashed word stems; `broken` makes it fail like an embedder that is gone."""

    dimension = DIMENSION

    def __init__(self, recipe: str = "hash-1") -> None:
        self.recipe = recipe
        self.broken = False
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.broken:
            raise ModelUnavailable("embedder gone")
        vectors = np.full((len(texts), DIMENSION), 0.01, np.float32)
        for row, text in enumerate(texts):
            for term in query_terms(text):
                digest = hashlib.sha256(term.encode()).digest()
                vectors[row, digest[0] % DIMENSION] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
