import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index
from whoosh.filedb.filestore import FileStorage

from search.executor import Clause, IndexView, add_up, best
from search.keyword import FIELDS
from search.keyword_writer import KeywordDocument
from search.postings import LENGTHS, open_revision
from search.postings_cache import Postings, PostingsCache, PostingsKey
from search.request import parse_query
from search.term_choice import choose_terms
from tests.unit.search.keyword_indexes import found_by_whoosh, made_document, made_words, write


class OpenIndex:
    """A view of an index folder, and what it is made of."""

    def __init__(self, folder, cache_bytes=2**20):
        self._index = index.FileIndex(FileStorage(str(folder), supports_mmap=False))
        self.cache = PostingsCache(cache_bytes)
        self.revision = open_revision(self._index, {})
        self.view = IndexView(self.revision.segments, LENGTHS, FIELDS, self.cache)

    def scores(self, clauses, allowed=None):
        numbers = self.revision.numbers
        mask = numbers >= 0
        if allowed is not None:
            mask &= np.isin(numbers, list(allowed))
        scores = add_up(self.view.gather(clauses), self.view.count, mask)
        return {int(numbers[place]): float(scores[place]) for place in np.flatnonzero(scores)}

    def close(self):
        for segment in self.revision.segments:
            segment.close()
        self._index.close()


@pytest.fixture
def opened():
    made = []

    def open_index(*args, **options):
        made.append(OpenIndex(*args, **options))
        return made[-1]

    yield open_index
    for one in made:
        one.close()


def random_index(chance, folder, words, segments):
    alive = set()
    for _ in range(segments):
        numbers = chance.sample(range(1, 60), chance.randint(1, 14))
        deletes = chance.sample(sorted(alive), len(alive) // 4)
        write(folder, [made_document(chance, number, words) for number in numbers], deletes)
        alive = (alive - set(deletes)) | set(numbers)
    return alive


def random_clauses(chance, words):
    return [
        Clause(
            tuple(chance.choices([*words, "neverseen"], k=chance.choice((1, 1, 1, 2, 3)))),
            chance.choice((1.0, 0.7, 0.25)),
        )
        for _ in range(chance.randint(1, 6))
    ]


@settings(max_examples=settings().max_examples // 10, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9), segments=st.integers(1, 8))
def test_scores_and_order_are_those_of_whoosh(tmp_path_factory, seed, segments):
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    folder = tmp_path_factory.mktemp("index")
    words = made_words(chance, 40)
    alive = random_index(chance, folder, words, segments)
    ours = OpenIndex(folder)
    try:
        for _ in range(8):
            clauses = random_clauses(chance, words)
            allowed = frozenset(n for n in alive if n % 3) if chance.random() < 0.4 else None

            expected = found_by_whoosh(folder, clauses, allowed)
            found = ours.scores(clauses, allowed)

            assert found == pytest.approx(expected, rel=1e-9)
            assert top_ten(found) == top_ten(expected)
    finally:
        ours.close()


def top_ten(scores):
    """Numbers of the ten best, those that score alike in the order of their numbers."""
    rounded = {number: float(f"{score:.9e}") for number, score in scores.items()}
    return sorted(rounded, key=lambda number: (-rounded[number], number))[:10]


@pytest.mark.parametrize("times", [63, 64, 300, 5_000])
def test_a_word_that_stands_very_often_scores_like_any_other(tmp_path, opened, times):
    often = "mikpol " * times
    write(
        tmp_path, [KeywordDocument(1, "", "", often), KeywordDocument(2, "", "", "mikpol rolmik")]
    )
    clauses = [Clause(("mikpol",))]

    assert opened(tmp_path).scores(clauses) == pytest.approx(found_by_whoosh(tmp_path, clauses))


def test_an_index_of_another_codec_gives_the_same_scores(tmp_path, opened, monkeypatch):
    chance = random.Random(11)  # noqa: S311 - chance, not secrecy
    words = made_words(chance, 30)
    random_index(chance, tmp_path, words, 4)
    clauses = random_clauses(chance, words)
    expected = opened(tmp_path).scores(clauses)

    monkeypatch.setattr("search.postings.W3LeafMatcher", type("Other", (), {}))
    monkeypatch.setattr("search.postings.W3PerDocReader", type("Other", (), {}))

    assert expected
    assert opened(tmp_path).scores(clauses) == expected


def test_words_of_a_clause_count_only_together(tmp_path, opened):
    write(
        tmp_path,
        [
            KeywordDocument(1, "rolmik", "", "mikpol"),
            KeywordDocument(2, "", "", "mikpol sulnal"),
            KeywordDocument(3, "", "", "sulnal"),
        ],
    )

    scores = opened(tmp_path).scores([Clause(("rolmik", "mikpol")), Clause(("sulnal",))])

    assert sorted(scores) == [1, 2, 3]
    assert scores == pytest.approx(
        found_by_whoosh(tmp_path, [Clause(("rolmik", "mikpol")), Clause(("sulnal",))])
    )


def test_the_best_come_first_and_equal_ones_by_their_place():
    scores = np.array([0.0, 2.0, 1.0, 3.0, 1.0, 1.0])

    assert best(scores, 10).tolist() == [3, 1, 2, 4, 5]
    assert best(scores, 3).tolist() == [3, 1, 2]
    assert best(scores, 4).tolist() == [3, 1, 2, 4]
    assert best(np.zeros(3), 4).tolist() == []


def test_the_cache_stays_within_its_bytes(tmp_path, opened):
    chance = random.Random(2)  # noqa: S311 - chance, not secrecy
    words = made_words(chance, 200)
    write(tmp_path, [made_document(chance, number, words) for number in range(1, 80)])
    ours = opened(tmp_path, cache_bytes=20_000)

    scores = [ours.scores([Clause((word,))]) for word in words]

    assert 0 < ours.cache.nbytes <= 20_000
    assert [ours.scores([Clause((word,))]) for word in words] == scores


def test_what_was_read_is_kept_until_its_segment_is_gone():
    cache = PostingsCache()
    read = []

    def postings(key):
        read.append(key)
        return Postings(np.zeros(3, np.int32), np.zeros(3, np.uint16))

    one, other = PostingsKey("a", "body", "x"), PostingsKey("b", "body", "x")
    for key in (one, other, one, other):
        cache.get(key, postings)
    cache.keep_only(["b"])
    kept = cache.nbytes
    cache.get(one, postings)
    cache.get(other, postings)

    assert read == [one, other, one]
    assert cache.nbytes == 2 * kept


def test_an_empty_index_finds_nothing(tmp_path, opened):
    write(tmp_path, [KeywordDocument(1, "", "", "rolmik")])
    write(tmp_path, [], deletes=[1], merge=True)
    ours = opened(tmp_path)

    assert ours.scores([Clause(("rolmik",))]) == {}
    assert choose_terms(parse_query("rolmik"), ours.view).clauses == ()
