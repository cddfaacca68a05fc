"""An encoder for what is prepared beside the requests and used within them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portal.intake.vector_shelf import VectorShelf
from search.encoder import Encoder

_AT_ONCE = 64
"""Texts in one request to the embedder, so that searches get their turn in between."""


class SwitchedEncoder:
    """An encoder that asks the `shelf`, if there is one, then `now`."""

    def __init__(self, now: Encoder, shelf: VectorShelf | None) -> None:
        self.now = now
        self.shelf = shelf

    @property
    def recipe(self) -> str:
        return self.now.recipe

    @property
    def dimension(self) -> int:
        return self.now.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        pieces = [texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE)]
        return np.concatenate([self._vectors(piece) for piece in pieces or [()]])

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.shelf is None:
            return self.now.encode_queries(texts)
        return self.shelf.vectors(self.recipe, texts, self.now.encode_queries)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.now.encode_documents(texts)
