"""What the benchmark asks of an engine, and what all of them are asked alike."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from search.documents import SearchDocument
from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.timing import Search

TOP = 10
Tick = Callable[..., object]
_WORD = re.compile(r"\w+")


class Changeable(Protocol):
    """Something where one article can be changed."""

    name: str

    def change(self, document: SearchDocument) -> None:
        """Put another text in the place of a document, so that the next search sees it."""

    def find(self, word: str) -> list[str]:
        """Ids of articles with this word."""


class Engine(Changeable, Protocol):
    """One engine over one corpus."""

    @property
    def searches(self) -> Mapping[Kind, Search]:
        """What it can do: a query → ids of the first ten."""

    def build(self, documents: Sequence[SearchDocument], tick: Tick) -> None:
        """Make the index and commit it; `tick` after each document."""

    def open(self) -> None:
        """Open the index as after a start, with nothing read yet."""

    def close(self) -> None: ...


def tokens(text: str) -> list[str]:
    """Words in small letters, as engines without a query parser take them."""
    return _WORD.findall(text.lower())


def words(text: str) -> str:
    """A query without signs that a query parser would take for operators."""
    return " ".join(tokens(text))
