"""CPU time of calls that take turns, and what is said about it."""

import gc
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.search_bench.queries import Query

SEED = 20261125
Search = Callable[[str], list[str]]
Given = TypeVar("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of one kind of call by one engine, over all queries."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, milliseconds: Sequence[float] | NDArray[np.float64]) -> "Cost":
        """The median, and what 95 and 99 in a hundred stay below."""
        p50, p95, p99 = np.percentile(milliseconds, (50, 95, 99))
        return cls(round(float(p50), 4), round(float(p95), 4), round(float(p99), 4))


@dataclass(frozen=True, slots=True)
class Line:
    """What one engine did with one kind of queries.

    `first` is the first time that each query was asked, right after opening; `warm` the median
    of later rounds, by query. `found` is the share of queries with what was wanted among the
    first ten, None where nothing is looked for.
    """

    engine: str
    kind: str
    first: Cost
    warm: Cost
    found: float | None = None


def take_turns(
    kind: str,
    searches: Mapping[str, Search],
    queries: Sequence[Query],
    rounds: int,
    tick: Callable[[], object] = lambda: None,
) -> list[Line]:
    """Ask every engine every query, once for the first touch and then `rounds` times.

    Queries come in an order of chance, and so do the engines for each of them, so that neither
    the machine's other work nor what lies in its caches favours one.
    """
    chance = random.Random(f"{SEED}-{kind}")  # noqa: S311 - a repeatable order, no secret
    spent = {name: np.zeros((len(queries), rounds + 1)) for name in searches}
    found = dict.fromkeys(searches, 0)
    with collector_asleep():
        for turn in range(rounds + 1):
            for place in chance.sample(range(len(queries)), len(queries)):
                query = queries[place]
                for name in chance.sample(list(searches), len(searches)):
                    milliseconds, ids = cpu(searches[name], query.text)
                    spent[name][place, turn] = milliseconds
                    found[name] += turn == 0 and query.wanted in ids
                tick()
    return [
        Line(
            engine=name,
            kind=kind,
            first=Cost.of(table[:, 0]),
            warm=Cost.of(np.median(table[:, min(rounds, 1) :], axis=1)),
            found=round(found[name] / len(queries), 4),
        )
        for name, table in spent.items()
    ]


def cpu(call: Callable[[Given], Result], argument: Given) -> tuple[float, Result]:
    """CPU milliseconds of this process in a call, other threads of its included."""
    before = time.process_time_ns()
    result = call(argument)
    return (time.process_time_ns() - before) / 1e6, result


@contextmanager
def collector_asleep() -> Iterator[None]:
    """Without the cyclic collector: it would run in whoever allocates next, and look through
    the objects of all engines, of which a server has one."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
