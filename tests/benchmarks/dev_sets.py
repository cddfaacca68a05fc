"""Measure the search on judged query sets, beside keyword alone and semantic alone.

    python -m tests.benchmarks.dev_sets --data FOLDER [--sets NAME,…] [--modes MODE,…] [--cache F]

FOLDER holds `sets.json` (per set: corpus and `corpus_langs`, the languages of its candidates),
`corpora/NAME/corpus.jsonl` and `dev/SET/{queries.jsonl,qrels.tsv}`. Each set gets an index of
its own candidates. Vectors are kept in one file between runs: encoding is most of the time.
Not part of the test suite.
"""

import argparse
import collections
import json
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.corpus_files import read_corpus, read_judgements, read_queries
from search.documents import SearchDocument
from search.embedding import load_encoder
from search.encoder import Encoder
from search.engine import IndexWriter, SearchEngine
from search.evaluation import evaluate, ndcg
from search.fingerprints import vector_key
from search.pair_encoder import PairEncoder
from search.request import Mode, SearchRequest


def main() -> int:
    options = _options()
    sets = json.loads((options.data / "sets.json").read_text("utf-8"))
    chosen = options.sets.split(",") if options.sets else list(sets)
    modes = [Mode(name) for name in options.modes.split(",")]
    needs_model = modes != [Mode.KEYWORD]
    with closing(sqlite3.connect(options.cache, timeout=60)) as kept:
        encoder = _keeping(load_encoder(), kept)
        _print_row("set", [f"{mode}/macro/zero" for mode in modes])
        indexes = _Indexes(options.data, sets, encoder if needs_model else None)
        for name in chosen:
            with indexes.open(name) as engine:
                _print_row(name, [measure(options.data / "dev" / name, engine, m) for m in modes])
    return 0


def measure(folder: Path, engine: SearchEngine, mode: Mode) -> str:
    """nDCG@10, macro nDCG@10 and the share of queries without a hit."""
    judgements = read_judgements(folder / "qrels.tsv")
    rankings: dict[str, list[str]] = {}
    empty = set()
    for identifier, request in read_queries(folder / "queries.jsonl"):
        ranking = engine.rank(SearchRequest(request.text, request.lang, mode=mode))
        if ranking is None or ranking.fallback:
            raise SystemExit(f"{folder.name}: {mode} is not to be had")
        rankings[identifier] = ranking.ids()
        if not ranking.found.any():
            empty.add(identifier)
    scores = evaluate(judgements, rankings, frozenset(empty))
    return f"{scores.ndcg:.3f}/{macro_ndcg(judgements, rankings):.3f}/{scores.zero_results:.2f}"


def macro_ndcg(
    judgements: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> float:
    """Mean over relevant documents: near 0 for an engine that shows the popular ones."""
    by_document: dict[str, list[float]] = collections.defaultdict(list)
    for query, grades in judgements.items():
        value = ndcg(grades, rankings.get(query, ()))
        best = max(grades.values())
        for document, grade in grades.items():
            if grade == best:
                by_document[document].append(value)
    return statistics.fmean(statistics.fmean(values) for values in by_document.values())


def _keeping(encoder: Encoder, kept: sqlite3.Connection) -> Encoder:
    """The encoder with a memory, one for each of its models."""
    if isinstance(encoder, PairEncoder):
        return PairEncoder(KeptVectors(encoder.first, kept), KeptVectors(encoder.second, kept))
    return KeptVectors(encoder, kept)


class KeptVectors:
    """An encoder that remembers, in an SQLite file, what it has encoded."""

    def __init__(self, encoder: Encoder, kept: sqlite3.Connection) -> None:
        self._encoder = encoder
        self.recipe = encoder.recipe
        self.dimension = encoder.dimension
        self._kept = kept
        self._kept.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
        )

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode("query", texts, self._encoder.encode_queries)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode("document", texts, self._encoder.encode_documents)

    def _encode(
        self,
        kind: str,
        texts: Sequence[str],
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> NDArray[np.float32]:
        keys = [vector_key(f"{self.recipe} {kind} {text}") for text in texts]
        found = {key: self._find(key) for key in keys}
        missing = {k: t for k, t in zip(keys, texts, strict=True) if found[k] is None}
        if missing:
            for key, vector in zip(missing, encode(list(missing.values())), strict=True):
                found[key] = vector
                self._kept.execute(
                    "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
                    (key, vector.astype(np.float32).tobytes()),
                )
            self._kept.commit()
        return np.stack([found[key] for key in keys])

    def _find(self, key: bytes) -> NDArray[np.float32] | None:
        row = self._kept.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], np.float32)


class _Indexes:
    """Indexes per corpus and languages, built when a set needs them."""

    def __init__(self, data: Path, sets: Mapping[str, dict], encoder: Encoder | None) -> None:
        self._data = data
        self._sets = sets
        self._encoder = encoder

    @contextmanager
    def open(self, name: str) -> Iterator[SearchEngine]:
        described = self._sets[name]
        with tempfile.TemporaryDirectory() as folder:
            with IndexWriter(Path(folder)) as writer:
                writer.rebuild(self._documents(described), self._encoder)
            with closing(SearchEngine.open(Path(folder), self._encoder)) as engine:
                yield engine

    def _documents(self, described: dict) -> list[SearchDocument]:
        path = self._data / "corpora" / described["corpus"] / "corpus.jsonl"
        return [d for d in read_corpus(path) if d.lang in described["corpus_langs"]]


def _print_row(name: str, cells: Sequence[str]) -> None:
    sys.stdout.write(f"{name:<20}" + "".join(f"{cell:>22}" for cell in cells) + "\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--sets", default="", metavar="NAME,NAME")
    parser.add_argument("--modes", default="hybrid,keyword,semantic")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), "vectors.sqlite"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
