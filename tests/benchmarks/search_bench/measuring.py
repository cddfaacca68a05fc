"""One number of articles: build every index, then ask the engines in turn."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

from tqdm import tqdm

from portal.core.clock import utc_now
from search.documents import SearchDocument
from search.embedding import NamedEncoder
from search.encoder import Encoder
from search.engine import SearchEngine
from search.model_package import default_model_directory
from search.request import SearchRequest
from search.spelling import count_words
from tests.benchmarks import report
from tests.benchmarks.search_bench.corpus import in_order_of_chance
from tests.benchmarks.search_bench.engines import Changeable, Engine
from tests.benchmarks.search_bench.engines_compiled import Fts5, Tantivy
from tests.benchmarks.search_bench.engines_in_python import Bm25s, Whoosh
from tests.benchmarks.search_bench.ours import KeywordsOnly, Ours
from tests.benchmarks.search_bench.queries import (
    Kind,
    Query,
    build_misspellings,
    build_queries,
)
from tests.benchmarks.search_bench.run import (
    CHANGE,
    DID_YOU_MEAN,
    ENCODING,
    FULL_PRECISION,
    HYBRID,
    OURS,
    WHOOSH,
    Build,
    Run,
)
from tests.benchmarks.search_bench.timing import Cost, Line, Search, cpu, take_turns

CHANGES = 17
SEGMENTS = 8
LETTERS = "bdfghklmnp"
MISSPELLINGS = 200
PACKAGES = ("whoosh3", "tantivy", "bm25s", "numpy", "onnxruntime", "sentence-transformers")


def measure(
    documents: Sequence[SearchDocument],
    text: str,
    folder: Path,
    encoder: Encoder | None,
    queries: int,
    rounds: int,
) -> Run:
    """All figures for these documents; indexes lie below `folder`.

    `encoder` (see `resampled`) None: meaning is left out.
    """
    started = os.getloadavg()[0]
    label = f"{len(documents):,} articles"
    ours = Ours(folder / "lotse", encoder)
    engines: list[Engine] = [
        ours,
        Whoosh(folder / "whoosh"),
        Tantivy(folder / "tantivy"),
        Fts5(folder / "fts5"),
        Bm25s(folder / "bm25s"),
    ]
    mixed = in_order_of_chance(documents)
    builds = [_build(engine, mixed, folder, label) for engine in engines]
    asked = build_queries(documents, queries)
    frequencies = count_words(f"{d.title}\n{d.text}" for d in documents)
    for engine in engines:
        engine.open()
    ours.know(asked.languages())
    lines: list[Line] = []
    for kind in Kind:
        able = {e.name: e.searches[kind] for e in engines if kind in e.searches}
        lines += _turns(label, kind, able, asked.of(kind), rounds)
    typed = [
        Query(wrong.typed, wrong.meant)
        for wrong in build_misspellings(documents, frequencies, MISSPELLINGS)
    ]
    lines += _turns(label, DID_YOU_MEAN, _correctors(engines), typed, 1)
    if encoder is not None:
        lines += _meaning(label, encoder, ours.engine, asked.words, rounds)
    lines += _changes(label, engines, ours, documents, folder)
    for engine in engines:
        engine.close()
    return Run(
        articles=len(documents),
        text=text,
        words=sum(len(d.text.split()) for d in documents) // len(documents),
        vocabulary=len(frequencies),
        day=utc_now().date().isoformat(),
        machine=report.machine().rpartition(", load")[0],
        load=(round(started, 1), round(os.getloadavg()[0], 1)),
        versions={name: version(name) for name in PACKAGES} | {"SQLite": sqlite_version},
        queries=queries,
        rounds=rounds,
        builds=tuple(builds),
        lines=tuple(lines),
    )


def _build(engine: Engine, documents: Sequence[SearchDocument], folder: Path, label: str) -> Build:
    before = _size(folder)
    with tqdm(total=len(documents), desc=f"{label}: index of {engine.name}", unit="art") as bar:
        spent, _ = cpu(lambda docs: engine.build(docs, bar.update), documents)
    size = (_size(folder) - before) // len(documents)
    return Build(engine.name, round(len(documents) / spent * 1000, 1), size or None)


def _turns(
    label: str, kind: str, searches: dict[str, Search], queries: Sequence[Query], rounds: int
) -> list[Line]:
    total = len(queries) * (rounds + 1)
    with tqdm(total=total, desc=f"{label}: {kind}", unit="query") as bar:
        return take_turns(kind, searches, queries, rounds, bar.update)


def _correctors(engines: Iterable[Engine]) -> dict[str, Search]:
    found: dict[str, Search] = {}
    for engine in engines:
        if isinstance(engine, Whoosh):
            found[WHOOSH] = engine.suggest
        elif isinstance(engine, Ours):
            found[OURS] = engine.correct
    return found


def _meaning(
    label: str, encoder: Encoder, engine: SearchEngine, queries: Sequence[Query], rounds: int
) -> list[Line]:
    """Encoding by the plain library and by ours, and ours with all the rest of a search."""
    directory = default_model_directory()
    if directory is None:
        return []
    plain = NamedEncoder(str(directory), threads=1)
    searches: dict[str, Search] = {
        FULL_PRECISION: _unseen(lambda text: plain.encode_queries([text])),
        ENCODING: _unseen(lambda text: encoder.encode_queries([text])),
        HYBRID: _unseen(lambda text: engine.search(SearchRequest(text))),
    }
    for search in searches.values():
        search("warm up")
    lines = {line.engine: line for line in _turns(label, "meaning", searches, queries, rounds)}
    return [
        replace(lines[FULL_PRECISION], kind=ENCODING, found=None),
        replace(lines[ENCODING], engine=OURS, kind=ENCODING, found=None),
        replace(lines[HYBRID], engine=OURS, kind=HYBRID, found=None),
    ]


def _unseen(call: Callable[[str], object]) -> Search:
    """Every text in a form that was not asked before: vectors of queries are kept."""
    times: Counter[str] = Counter()

    def search(text: str) -> list[str]:
        times[text] += 1
        call(f"{text} {'?' * times[text]}")
        return []

    return search


def _changes(
    label: str,
    engines: Iterable[Engine],
    ours: Ours,
    documents: Sequence[SearchDocument],
    folder: Path,
) -> list[Line]:
    """Articles that get a new word, each engine in turn, until a search for it finds them.

    Where an engine merges its segments by itself that is in it. Ours leaves that to its worker
    and is put back to its first state now and then, since merging takes as long as building.
    """
    fresh = folder / "fresh"
    ours.copy(fresh)
    keywords = KeywordsOnly(ours, folder / "keywords")
    able: list[Changeable] = [e for e in engines if not isinstance(e, Bm25s)]
    able.append(keywords)
    spent: dict[str, list[float]] = {engine.name: [] for engine in able}
    for number in tqdm(range(CHANGES), desc=f"{label}: {CHANGE}", unit="change"):
        if number % SEGMENTS == 0:
            ours.put_back(fresh)
            keywords.put_back()
        before = documents[number * 7 % len(documents)]
        word = "neuigkeit" + "".join(LETTERS[int(digit)] for digit in str(number))
        changed = replace(before, text=f"{before.text}\n\nSeit heute: {word}.")
        for engine in able:

            def until_found(document: SearchDocument, engine: Changeable = engine) -> list[str]:
                engine.change(document)
                return engine.find(word)  # noqa: B023 - called before the next round

            milliseconds, ids = cpu(until_found, changed)
            if before.id not in ids:
                raise SystemExit(f"{engine.name} does not find a changed article: {ids}")
            spent[engine.name].append(milliseconds)
    keywords.close()
    return [
        Line(name, CHANGE, first=Cost.of(figures[:1]), warm=Cost.of(figures[1:]))
        for name, figures in spent.items()
    ]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
