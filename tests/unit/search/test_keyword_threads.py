"""Eight threads search while documents change: no error, and never a wrong answer.

`SEARCH_THREADS_QUERIES=5000` asks as often as issue 4 wants it shown once.
"""

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.executor import Clause
from search.keyword import KeywordReader
from search.request import parse_query
from tests.unit.search.keyword_indexes import found_by_whoosh, made_document, made_words, write

QUERIES = int(os.environ.get("SEARCH_THREADS_QUERIES", "400"))
EDITS = QUERIES // 100
THREADS = 8
TOP = 10


def test_threads_find_what_whoosh_finds_while_documents_change(tmp_path):
    chance = random.Random(8)  # noqa: S311 - chance, not secrecy
    words = made_words(chance, 60)
    asked = [" ".join(chance.sample(words, chance.randint(1, 4))) for _ in range(12)]
    asked += [f'"{words[0]} {words[1]}"', f"{words[2]} -{words[3]}"]
    write(tmp_path, [made_document(chance, number, words) for number in range(1, 120)])
    # What each revision answers; a search may see the one that a commit has just replaced.
    right = [answers(tmp_path, asked)]
    reader = KeywordReader(tmp_path, cache_bytes=60_000)
    done = threading.Event()

    def edit():
        try:
            for turn in range(EDITS):
                numbers = chance.sample(range(1, 140), 3)
                fresh = [made_document(chance, number, words) for number in numbers]
                write(tmp_path, fresh, chance.sample(range(1, 140), 2), merge=turn % 4 == 3)
                right.append(answers(tmp_path, asked))
                reader.refresh()
        finally:
            done.set()

    def ask(turn):
        place = turn % len(asked)
        first = len(right) - 1
        hits = reader.search(parse_query(asked[place]), limit=TOP, allowed=None)
        found = dict(zip(hits.numbers.tolist(), hits.scores.tolist(), strict=True))
        # One more than known before: a commit counts before its answers are written down.
        return place, found, first

    editor = threading.Thread(target=edit)
    given = []
    editor.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            while not done.is_set() or len(given) < QUERIES:
                given += pool.map(ask, range(len(given), len(given) + 4 * THREADS))
    finally:
        editor.join()
        reader.close()

    assert len(right) == 1 + EDITS
    for place, found, first in given:
        assert any(agrees(found, known[place]) for known in right[max(0, first - 1) :])


def answers(folder, asked):
    """All hits by query as a reader of its own gives them, checked against Whoosh."""
    alone = KeywordReader(folder)
    try:
        given = []
        for text in asked:
            hits = alone.search(parse_query(text), limit=1_000, allowed=None)
            scores = dict(zip(hits.numbers.tolist(), hits.scores.tolist(), strict=True))
            given.append(scores)
            if '"' not in text and "-" not in text:
                clauses = [Clause((word,)) for word in text.split()]
                assert scores == pytest.approx(found_by_whoosh(folder, clauses))
        return given
    finally:
        alone.close()


def agrees(found, known):
    """The ten best with their scores; which of equal ones is among them is left open."""
    best = sorted(known.values(), reverse=True)[:TOP]
    return sorted(found.values(), reverse=True) == pytest.approx(best) and all(
        known.get(number) == pytest.approx(score) for number, score in found.items()
    )
