"""`make bench-search`: Lotse's search beside other engines.

    python -m tests.benchmarks.search_bench [--sizes 1000,10000] [--data FOLDER …]

Not part of the test suite. Nothing leaves the machine.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable
from tests.benchmarks.search_bench.corpus import build_corpus
from tests.benchmarks.search_bench.goals import outcomes
from tests.benchmarks.search_bench.measuring import measure
from tests.benchmarks.search_bench.resampled import ResampledEncoder, real_vectors
from tests.benchmarks.search_bench.sources import Source, read_sources
from tests.benchmarks.search_bench.tables import goal_table, publish, section

MOST_WITH_VECTORS = 10_000
"""Articles up to which meaning is measured too: beyond, only words have goals."""


def main() -> int:
    options = _options()
    sources = read_sources(options.data)
    text = _text(options.data, sources)
    _say(f"Articles made from {text}.")
    encoder = _encoder(sources)
    sizes = sorted(options.sizes)
    documents = build_corpus(sources, sizes[-1])
    runs = []
    # One core for everybody: libraries that spread a product over cores would count twice.
    with threadpool_limits(1):
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
                run = measure(
                    documents[:size],
                    text,
                    Path(name),
                    encoder if size <= MOST_WITH_VECTORS else None,
                    options.queries,
                    options.rounds,
                )
            runs.append(run)
            publish(run)
            print(f"\n{size:,} articles\n\n{section(run)}\n", flush=True)
    print(goal_table(outcomes(runs)))
    return 0


def _encoder(sources: Sequence[Source]) -> Encoder | None:
    try:
        encoder = load_encoder(threads=1)
    except ModelUnavailable as error:
        _say(f"Without meaning: {error}")
        return None
    _say("Embedding some passages of the real articles")
    return ResampledEncoder(encoder, real_vectors(encoder, [s.document for s in sources]))


def _text(folders: Sequence[Path], sources: Sequence[Source]) -> str:
    if not folders:
        return f"the {len(sources)} articles that ship with Lotse"
    names = ", ".join(folder.resolve().name for folder in folders)
    return f"{len(sources):,} real articles of other help centres ({names})"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search_bench")
    parser.add_argument(
        "--sizes", type=_sizes, default=(1_000, 10_000), help="numbers of articles: 1000,10000"
    )
    parser.add_argument(
        "--data",
        type=Path,
        nargs="+",
        default=(),
        metavar="FOLDER",
        help="Markdown or corpus.jsonl files instead of the articles that ship",
    )
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--rounds", type=int, default=2, help="that each query is asked warm")
    return parser.parse_args()


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.replace(" ", "").split(","))


if __name__ == "__main__":
    sys.exit(main())
