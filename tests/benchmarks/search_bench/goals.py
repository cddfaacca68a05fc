"""What the search is meant to reach, as ratios within one run, and whether it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.run import (
    CHANGE,
    DID_YOU_MEAN,
    ENCODING,
    FTS5,
    FULL_PRECISION,
    HYBRID,
    OURS,
    TANTIVY,
    WHOOSH,
    Run,
)

Measure = Callable[[Run], float | None]


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio (or share) at a number of articles, and the limit it has to keep."""

    name: str
    articles: int
    limit: float
    measure: Measure
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`value` None: that number of articles, or that engine, was not in the runs."""

    name: str
    limit: str
    value: float | None
    met: bool | None


def outcomes(runs: Sequence[Run]) -> list[Outcome]:
    """Every goal with what the runs say about it. The runs are of the same text."""
    by_size = {run.articles: run for run in runs}
    found = [_outcome(goal, by_size.get(goal.articles)) for goal in GOALS]
    return [*found, _growth(by_size)]


def _outcome(goal: Goal, run: Run | None) -> Outcome:
    value = goal.measure(run) if run else None
    sign = "≥" if goal.at_least else "≤"
    met = None
    if value is not None:
        met = value >= goal.limit if goal.at_least else value <= goal.limit
    name = f"{goal.name}, {goal.articles:,} articles"
    return Outcome(name, f"{sign} {goal.limit:g}", value, met)


def _growth(by_size: dict[int, Run]) -> Outcome:
    few, many = (by_size.get(size) for size in (1_000, 100_000))
    value = None
    if few and many:
        value = _ratio(many.p95(OURS, Kind.ANY), few.p95(OURS, Kind.ANY))
    name = "any of the words: 100,000 articles ÷ 1,000 articles"
    return Outcome(name, "≤ 15", value, None if value is None else value <= 15)


def _ratio(over: float | None, under: float | None) -> float | None:
    return over / under if over is not None and under else None


def _between(ours: tuple[str, str], theirs: tuple[str, str]) -> Measure:
    return lambda run: _ratio(run.p95(*ours), run.p95(*theirs))


def _found(engine: str, kind: str) -> Measure:
    return lambda run: run.found(engine, kind)


def _ours(kind: str, other: str) -> Measure:
    return _between((OURS, kind), (other, kind))


GOALS = (
    Goal(
        "any of the words: Whoosh as documented ÷ Lotse",
        10_000,
        30,
        _between((WHOOSH, Kind.ANY), (OURS, Kind.ANY)),
        at_least=True,
    ),
    Goal("any of the words: Lotse ÷ tantivy", 10_000, 2, _ours(Kind.ANY, TANTIVY)),
    Goal("any of the words: Lotse ÷ FTS5", 10_000, 0.15, _ours(Kind.ANY, FTS5)),
    Goal("any of the words: Lotse ÷ tantivy", 100_000, 4, _ours(Kind.ANY, TANTIVY)),
    Goal("any of the words: Lotse ÷ FTS5", 100_000, 0.1, _ours(Kind.ANY, FTS5)),
    Goal("with snippets: Lotse ÷ FTS5", 10_000, 0.4, _ours(Kind.SNIPPETS, FTS5)),
    Goal("title as you type: Lotse ÷ tantivy", 10_000, 2.5, _ours(Kind.TITLE_PREFIX, TANTIVY)),
    Goal(
        "did you mean: Whoosh ÷ Lotse",
        10_000,
        100,
        _between((WHOOSH, DID_YOU_MEAN), (OURS, DID_YOU_MEAN)),
        at_least=True,
    ),
    Goal("did you mean: right at the top", 10_000, 0.92, _found(OURS, DID_YOU_MEAN), at_least=True),
    Goal(
        "encoding a query: Lotse ÷ SentenceTransformer in fp32",
        10_000,
        0.33,
        _ours(ENCODING, FULL_PRECISION),
    ),
    Goal(
        "whole hybrid search ÷ encoding its query",
        10_000,
        1.6,
        _between((OURS, HYBRID), (OURS, ENCODING)),
    ),
    Goal("one changed article until found: Lotse ÷ tantivy", 10_000, 2, _ours(CHANGE, TANTIVY)),
)
