"""`python -m search`: index a corpus, run queries, evaluate rankings.

Needs no portal, database or data folder. Results go to stdout, progress and complaints to
stderr. Exit codes: 0 done, 2 unreadable input or wrong use, 3 no model for the asked mode.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from search.corpus_files import InputError, read_corpus, read_judgements, read_queries
from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable
from search.engine import IndexWriter, Ranking, SearchEngine
from search.evaluation import Scores, evaluate
from search.generations import IndexLocked
from search.request import Mode, SearchRequest
from search.results import FallbackReason

OK, BAD_INPUT, NO_MODEL = 0, 2, 3
TAG = "lotse"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (InputError, IndexLocked) as error:
        return _complain(str(error), BAD_INPUT)
    except ModelUnavailable as error:
        return _complain(f"no model: {error}", NO_MODEL)


def index_command(options: argparse.Namespace) -> int:
    """Build an index of a JSONL corpus in a directory."""
    documents = read_corpus(options.corpus)
    encoder: Encoder | None = None
    try:
        encoder = load_encoder()
    except ModelUnavailable as error:
        _complain(f"no model, indexing words only: {error}", OK)
    started = time.perf_counter()
    with IndexWriter(options.directory) as writer, _Bars() as bars:
        report = writer.rebuild(documents, encoder, bars.show)
    seconds = time.perf_counter() - started
    _say(
        json.dumps(
            {
                "documents": report.documents,
                "chunks": report.chunks,
                "seconds": round(seconds, 3),
                "documents_per_second": round(report.documents / max(seconds, 1e-9), 2),
                "bytes": _size(options.directory),
            }
        )
    )
    return OK


def run_command(options: argparse.Namespace) -> int:
    """Rank documents for each query; TREC lines on stdout."""
    queries = read_queries(options.queries)
    with ExitStack() as stack:
        engine = stack.enter_context(closing(_open(options.directory, options.mode)))
        timings: TextIO | None = None
        if options.timings:
            timings = stack.enter_context(options.timings.open("w", encoding="utf-8"))
        for identifier, request in queries:
            started = time.perf_counter()
            ranking = _rank(engine, request, options.mode)
            milliseconds = (time.perf_counter() - started) * 1000
            for line in _trec_lines(identifier, ranking, options.limit):
                _say(line)
            if timings:
                timing = {"id": identifier, "milliseconds": round(milliseconds, 3)}
                timings.write(json.dumps(timing) + "\n")
    return OK


def evaluate_command(options: argparse.Namespace) -> int:
    """Measure the rankings of judged queries."""
    queries = read_queries(options.queries)
    judgements = read_judgements(options.judgements)
    rankings: dict[str, list[str]] = {}
    without_hits = set()
    with closing(_open(options.directory, options.mode)) as engine:
        for identifier, request in queries:
            ranking = _rank(engine, request, options.mode)
            rankings[identifier] = ranking.ids()
            if not ranking.found.any():
                without_hits.add(identifier)
    scores = evaluate(judgements, rankings, frozenset(without_hits))
    _say(json.dumps(_named(scores)) if options.format == "json" else _table(scores))
    return OK


def _open(directory: Path, mode: Mode) -> SearchEngine:
    encoder = None if mode is Mode.KEYWORD else load_encoder()
    engine = SearchEngine.open(directory, encoder)
    if engine.status().generation:
        return engine
    engine.close()
    raise InputError(f"{directory}: no index here ({', '.join(engine.status().problems)})")


def _rank(engine: SearchEngine, request: SearchRequest, mode: Mode) -> Ranking:
    ranking = engine.rank(SearchRequest(request.text, request.lang, mode=mode))
    if ranking is None:
        raise InputError("the index vanished while it was searched")
    if ranking.fallback is FallbackReason.KEYWORD_INDEX_MISSING:
        raise InputError("the keyword index is damaged, index the corpus again")
    if ranking.fallback is not None:
        raise ModelUnavailable(_REASONS.get(ranking.fallback, ranking.fallback))
    return ranking


def _trec_lines(query: str, ranking: Ranking, limit: int) -> Iterator[str]:
    previous = float("inf")
    scored = zip(ranking.ids(), ranking.scores.tolist(), strict=True)
    for rank, (identifier, score) in enumerate(scored, start=1):
        if rank > limit:
            return
        # Readers of such files sort by score, so equal documents need unequal scores.
        previous = min(round(score, 6), round(previous - 1e-6, 6))
        yield f"{query} Q0 {identifier} {rank} {previous:.6f} {TAG}"


def _named(scores: Scores) -> dict[str, float]:
    values = asdict(scores)
    return {
        "queries": values["queries"],
        "ndcg@10": round(values["ndcg"], 4),
        "recall@10": round(values["recall"], 4),
        "mrr@10": round(values["mrr"], 4),
        "zero_result_rate": round(values["zero_results"], 4),
    }


def _table(scores: Scores) -> str:
    return "\n".join(f"{name:<18}{value:>8}" for name, value in _named(scores).items())


class _Bars:
    """A progress bar per stage on stderr."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[None]] = {}

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, stage: str, done: int, total: int) -> None:
        if stage not in self._bars:
            self._bars[stage] = tqdm(total=total, desc=stage, file=sys.stderr)
        bar = self._bars[stage]
        bar.update(done - bar.n)


def _size(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _complain(message: str, code: int) -> int:
    sys.stderr.write(f"search: {message}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m search", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    index = commands.add_parser("index", help="build an index of a JSONL corpus")
    index.add_argument("corpus", type=Path, metavar="CORPUS.jsonl")
    index.add_argument("directory", type=Path, metavar="DIR")
    index.set_defaults(command=index_command)

    run = commands.add_parser("run", help="rank documents for queries (TREC lines)")
    run.add_argument("directory", type=Path, metavar="DIR")
    run.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    run.add_argument("--limit", type=_positive, default=100)
    run.add_argument("--timings", type=Path, metavar="FILE", help="milliseconds per query")
    run.set_defaults(command=run_command)

    measure = commands.add_parser("evaluate", help="nDCG, recall, MRR of judged queries")
    measure.add_argument("directory", type=Path, metavar="DIR")
    measure.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    measure.add_argument("judgements", type=Path, metavar="QRELS.tsv")
    measure.add_argument("--format", choices=("table", "json"), default="table")
    measure.set_defaults(command=evaluate_command)

    for command in (run, measure):
        command.add_argument(
            "--mode",
            type=Mode,
            choices=tuple(Mode),
            default=Mode.HYBRID,
            metavar="MODE",
            help="hybrid (default), keyword or semantic",
        )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


_REASONS = {
    FallbackReason.VECTORS_MISSING: "the index has no vectors, index the corpus again",
    FallbackReason.VECTORS_OF_ANOTHER_MODEL: (
        "the index was made with another model, index the corpus again"
    ),
}

if __name__ == "__main__":
    sys.exit(main())
