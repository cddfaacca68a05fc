"""What the engine asks of a model that turns text into vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class ModelUnavailable(RuntimeError):
    """No vectors can be made now. `reason` is for logs and the health page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Encoder(Protocol):
    """A sentence encoder; vectors have unit length and shape (number of texts, dimension).

    `recipe` names model and settings: vectors of two recipes must not be compared.
    Both methods raise `ModelUnavailable`.
    """

    @property
    def recipe(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
