"""The figures as docs/benchmarks/search.{json,md,svg}."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from tests.benchmarks.report import FOLDER
from tests.benchmarks.search_bench.chart import chart
from tests.benchmarks.search_bench.goals import Outcome, outcomes
from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.run import (
    CHANGE,
    DID_YOU_MEAN,
    ENCODING,
    HYBRID,
    KEYWORDS_ONLY,
    Run,
    dump_run,
    load_run,
)
from tests.benchmarks.search_bench.timing import Cost


def publish(run: Run, folder: Path = FOLDER) -> None:
    """Put the run beside those of other texts and numbers of articles; write all files anew."""
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "search.json"
    runs = (
        [load_run(data) for data in json.loads(store.read_text("utf-8"))] if store.exists() else []
    )
    others = (r for r in runs if (r.text, r.articles) != (run.text, run.articles))
    runs = sorted([*others, run], key=lambda each: (each.text, each.articles))
    whole = json.dumps([dump_run(each) for each in runs], indent=1, ensure_ascii=False)
    store.write_text(f"{whole}\n", "utf-8")
    (folder / "search.md").write_text(document(runs), "utf-8")
    (folder / "search.svg").write_text(chart(_of_first_text(runs)), "utf-8")


def document(runs: Sequence[Run]) -> str:
    """Everything that is said about the runs, as Markdown."""
    parts = [HEAD]
    for text, group in groupby(runs, key=lambda run: run.text):
        of_text = list(group)
        parts += [f"## {_capital(text)}", goal_table(outcomes(of_text))]
        parts += [f"### {run.articles:,} articles\n\n{section(run)}" for run in of_text]
    return "\n\n".join(parts) + "\n"


def goal_table(found: Iterable[Outcome]) -> str:
    """Goals with what was measured; those that need a run which is not there say so."""
    rows = [
        "| Goal (CPU, p95 unless it says another thing) | | Measured | |",
        "| --- | --- | ---: | --- |",
    ]
    for outcome in found:
        value = "not measured" if outcome.value is None else f"{outcome.value:.3g}"
        met = {None: "–", True: "met", False: "**not met**"}[outcome.met]
        rows.append(f"| {outcome.name} | {outcome.limit} | {value} | {met} |")
    return "\n".join(rows)


def section(run: Run) -> str:
    """The tables of one run."""
    engines = run.engines(Kind.ANY)
    head = [f"| CPU ms, p50 / p95 / p99 | {' | '.join(engines)} |", _rule(len(engines))]
    rows = [
        *(_cells(kind.value, [_cost(run, engine, kind) for engine in engines]) for kind in Kind),
        _cells(
            f"{Kind.ANY.value}: first touch",
            [_cost(run, engine, Kind.ANY, first=True) for engine in engines],
        ),
        _cells(DID_YOU_MEAN, [_cost(run, engine, DID_YOU_MEAN) for engine in engines]),
        _cells(CHANGE, [_cost(run, engine, CHANGE) for engine in engines]),
    ]
    found_head = [f"| found among the first ten | {' | '.join(engines)} |", _rule(len(engines))]
    found = [
        _cells(kind, [_share(run.found(engine, kind)) for engine in engines])
        for kind in (*Kind, DID_YOU_MEAN)
        if kind is not Kind.SNIPPETS
    ]
    built = {build.engine: build for build in run.builds}
    build_head = [f"| index | {' | '.join(engines)} |", _rule(len(engines))]
    builds = [
        _cells(
            "articles per CPU second", [f"{built[e].articles_per_second:,.0f}" for e in engines]
        ),
        _cells("bytes per article", [_bytes(built[e].bytes_per_article) for e in engines]),
    ]
    return "\n".join(
        [*head, *rows, "", *found_head, *found, "", *build_head, *builds, "", *_facts(run)]
    )


def _facts(run: Run) -> list[str]:
    beside = [
        (kind, engine)
        for kind in (ENCODING, HYBRID, CHANGE)
        for engine in run.engines(kind)
        if kind != CHANGE or engine == KEYWORDS_ONLY
    ]
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    return [
        *(f"- {_capital(kind)}, {name}: {_cost(run, name, kind)} ms." for kind, name in beside),
        f"- {run.words:,} words an article, {run.vocabulary:,} different ones in all; "
        f"{run.queries} queries of each kind, {run.rounds} warm rounds.",
        f"- {run.day}; {run.machine}; load {run.load[0]} at the beginning, "
        f"{run.load[1]} at the end.",
        f"- {versions}.",
    ]


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _of_first_text(runs: Sequence[Run]) -> list[Run]:
    return [run for run in runs if run.text == runs[0].text]


def _cells(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "| --- |" + " ---: |" * columns


def _cost(run: Run, engine: str, kind: str, *, first: bool = False) -> str:
    line = run.line(engine, kind)
    if line is None:
        return "–"
    cost: Cost = line.first if first else line.warm
    return " / ".join(_number(value) for value in (cost.p50, cost.p95, cost.p99))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}".removeprefix("0")


def _bytes(size: int | None) -> str:
    return "in memory" if size is None else f"{size:,}"


HEAD = """# Search engines side by side

`make bench-search` measures Lotse's search beside other engines: in one process, on the same
articles, with the same queries, and every engine takes its turn for each query. Figures are CPU
time, because other work on the machine would be in time by the clock; a busy machine still makes
everything dearer, so the ratios are what counts.

![CPU time and share of articles found, by engine](search.svg)

What is compared:

- **Whoosh as documented**: two TEXT fields with the StandardAnalyzer, MultifieldParser, OrGroup. It
  is whoosh3 with the one mended bug that we ship.
- **Lotse**: the keyword index with its whole German and English analysis (Whoosh's files, our own
  executor). Titles and snippets come from the search engine above it, as customers get them.
- **tantivy**, **SQLite FTS5** and **bm25s** with the settings of their documentation.

The articles: the real ones first, then their sentences put together anew by a fixed seed, with
rare words (compounds, names, codes) of our making, so that the vocabulary grows as in real text.
A query is made from the title or a sentence of an article, which is the right answer: “found” is
how often it is among the first ten. Engines get the articles in an order of chance, so that none
finds it because it was written early. That says how the engines compare here, not how good a search
is for people; for that see [search quality](../search-quality.md). Passages have vectors that were
resampled from real ones. “First touch” is the first time that a query is asked after opening the
index. A changed article counts from the change to a search that finds it; its passages are not
embedded in that time, as words are found before vectors, and Lotse's worker merges segments at
another time.

Rows: the percentiles are over queries, each with the median of its warm rounds."""
