"""Two models beside each other: one for all languages, one that reads English better.

A vector of the pair is the first model's with the second's behind it, which is zero for texts
in German. In a product of two such vectors the second model so takes part where both texts
are English, and nowhere else. `VectorIndex` keeps the parts apart again.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder
from search.language import question_language

# The second model's share of a score, beside 1 of the first. Its cosines spread four times as
# wide; the order is the same within 0.01 for shares between 0.1 and 0.6.
WEIGHT: Final = 0.25
_JOINT: Final = " + "


class PairEncoder:
    """An encoder of both; its vectors are `first.dimension + second.dimension` long."""

    def __init__(self, first: Encoder, second: Encoder) -> None:
        self.first = first
        self.second = second
        self.recipe = f"{first.recipe}{_JOINT}{second.recipe}:{WEIGHT}"
        self.dimension = first.dimension + second.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode search queries: (n, dimension)."""
        return self._beside(texts, self.first.encode_queries(texts), self.second.encode_queries)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages: (n, dimension)."""
        return self._beside(texts, self.first.encode_documents(texts), self.second.encode_documents)

    def _beside(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> NDArray[np.float32]:
        further = np.zeros((len(texts), self.second.dimension), np.float32)
        read = [at for at, text in enumerate(texts) if question_language(text, "") != "de"]
        if read:
            further[read] = encode([texts[at] for at in read]) * np.float32(WEIGHT**0.5)
        return np.hstack([vectors, further])


def first_dimension(recipe: str) -> int | None:
    """How long the first model's part is in vectors of this recipe; None where it is alone."""
    first, joint, _ = recipe.partition(_JOINT)
    try:
        return int(first.rsplit(":", 2)[1]) if joint else None
    except (IndexError, ValueError):
        return None


def comparable(recipe: str, other: str) -> bool:
    """Whether vectors of two recipes can be compared: as far as the first model is the same."""

    def first(recipe: str) -> tuple[str, str]:
        models, _, cutting = recipe.partition("|")
        return models.partition(_JOINT)[0], cutting

    return first(recipe) == first(other)
