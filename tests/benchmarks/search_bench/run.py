"""The figures of one run over one number of articles."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from tests.benchmarks.search_bench.timing import Cost, Line

OURS = "Lotse"
KEYWORDS_ONLY = "Lotse, keyword index alone"
WHOOSH = "Whoosh as documented"
TANTIVY = "tantivy"
FTS5 = "SQLite FTS5"
BM25S = "bm25s"
FULL_PRECISION = "SentenceTransformer, fp32"

CHANGE = "one changed article until found"
DID_YOU_MEAN = "did you mean"
ENCODING = "encoding a query"
HYBRID = "whole hybrid search"


@dataclass(frozen=True, slots=True)
class Build:
    """What making an index took; bytes None for one that lies in memory."""

    engine: str
    articles_per_second: float
    bytes_per_article: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """`text` says what the articles are made from, `rounds` how often each query was asked warm;
    `load` is how busy the machine was, at the beginning and at the end."""

    articles: int
    text: str
    words: int
    vocabulary: int
    day: str
    machine: str
    load: tuple[float, float]
    versions: Mapping[str, str]
    queries: int
    rounds: int
    builds: tuple[Build, ...] = ()
    lines: tuple[Line, ...] = field(default=())

    def line(self, engine: str, kind: str) -> Line | None:
        """What an engine did with a kind of queries; None when it was not asked."""
        for line in self.lines:
            if (line.engine, line.kind) == (engine, kind):
                return line
        return None

    def p95(self, engine: str, kind: str) -> float | None:
        """CPU milliseconds that 95 of 100 queries stay below, warm."""
        line = self.line(engine, kind)
        return line.warm.p95 if line else None

    def found(self, engine: str, kind: str) -> float | None:
        """Share of queries that found what was wanted."""
        line = self.line(engine, kind)
        return line.found if line else None

    def engines(self, kind: str) -> list[str]:
        """Engines that were asked this kind of queries."""
        return [line.engine for line in self.lines if line.kind == kind]


def dump_run(run: Run) -> dict[str, object]:
    """The run as JSON takes it."""
    return asdict(run)


def load_run(data: Mapping[str, object]) -> Run:
    """A run of `dump_run`, after a way through JSON."""
    fields = dict(data)
    fields["load"] = tuple(fields["load"])  # type: ignore[arg-type]
    fields["builds"] = tuple(Build(**build) for build in fields["builds"])  # type: ignore[attr-defined]
    fields["lines"] = tuple(
        Line(**{**line, "first": Cost(**line["first"]), "warm": Cost(**line["warm"])})
        for line in fields["lines"]  # type: ignore[attr-defined]
    )
    return Run(**fields)  # type: ignore[arg-type]
