"""Vectors of the latest queries."""

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder

CAPACITY = 512
# The model reads about 500 tokens; more text would only cost time.
QUERY_CHARACTERS = 2_000


class QueryVectors:
    """Thread-safe; paging and repeated questions cost no encoding."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._vectors: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()

    def vector(self, encoder: Encoder, text: str) -> NDArray[np.float32]:
        """The vector of a query; raises `ModelUnavailable`."""
        text = text[:QUERY_CHARACTERS]
        key = (encoder.recipe, text)
        with self._lock:
            if key in self._vectors:
                self._vectors.move_to_end(key)
                return self._vectors[key]
        vector: NDArray[np.float32] = encoder.encode_queries([text])[0]
        with self._lock:
            self._vectors[key] = vector
            while len(self._vectors) > CAPACITY:
                self._vectors.popitem(last=False)
        return vector
