import numpy as np
import pytest

from search.vectors import VectorIndex, VectorSet


def key(number):
    return bytes([number]) * 16


@pytest.fixture
def vectors():
    matrix = np.array([[1, 0], [0, 1], [0.6, 0.8], [0.8, 0.6]], np.float16)
    return VectorSet(tuple(key(n) for n in range(4)), matrix)


def test_a_document_scores_with_its_best_passage_and_with_their_mean(vectors):
    index = VectorIndex(vectors, [b"", b""], {0: [(7, key(0)), (8, key(1))], 1: [(9, key(2))]})

    scores = index.score(np.array([1, 0], np.float32))

    assert scores.best == pytest.approx([1.0, 0.6], abs=1e-3)
    assert scores.mean == pytest.approx([0.7071, 0.6], abs=1e-3)
    assert scores.combined[0] == pytest.approx(0.8536, abs=1e-3)


def test_a_title_can_be_the_best_but_counts_in_no_mean(vectors):
    index = VectorIndex(vectors, [key(0)], {0: [(1, key(1))]})

    scores = index.score(np.array([1, 0], np.float32))

    assert scores.best == pytest.approx([1.0], abs=1e-3)
    assert scores.mean == pytest.approx([0.0], abs=1e-3)


def test_a_document_of_a_title_alone_has_the_title_as_mean(vectors):
    index = VectorIndex(vectors, [key(3)], {})

    assert index.score(np.array([1, 0], np.float32)).mean == pytest.approx([0.8], abs=1e-3)


def test_a_document_without_vectors_scores_not_a_number(vectors):
    index = VectorIndex(vectors, [b"", key(0)], {0: [(1, key(99))]})

    scores = index.score(np.array([1, 0], np.float32))

    assert np.isnan(scores.best[0])
    assert scores.best[1] == pytest.approx(1.0)


def test_an_index_of_nothing_can_be_asked():
    index = VectorIndex(VectorSet((), np.empty((0, 2), np.float16)), [], {})

    assert len(index.score(np.array([1, 0], np.float32)).best) == 0


def pair(first, second):
    """A vector of two models, the second with a weight of a quarter."""
    return np.concatenate([first, np.multiply(second, 0.5)])


def test_a_second_model_has_a_say_in_the_order_and_in_nothing_else():
    matrix = np.array(
        [pair([1, 0], [0, 1]), pair([1, 0], [1, 0]), pair([1, 0], [0, 0])], np.float16
    )
    vectors = VectorSet(tuple(key(n) for n in range(3)), matrix)
    chunks = {n: [(n + 1, key(n))] for n in range(3)}
    index = VectorIndex(vectors, [b""] * 3, chunks, first=2)
    query = pair([0.6, 0.8], [1, 0]).astype(np.float32)

    both, first_alone = index.score(query), index.score(query[:2])

    assert list(both.best) == list(first_alone.best) == pytest.approx([0.6] * 3, abs=1e-3)
    assert list(both.combined) == pytest.approx([0.6, 0.85, 0.6], abs=1e-3)
    assert list(both.by_two) == [True, True, False]
    assert first_alone.by_two is None
    assert list(first_alone.combined) == pytest.approx([0.6] * 3, abs=1e-3)


def many(documents, passages, dimension, *, second=0):
    """Vectors as a model makes them: many numbers, most of what they say in few directions."""
    chance = np.random.default_rng(4)
    base = chance.normal(size=(24, dimension)) * np.linspace(3, 0.5, 24)[:, None]
    matrix = chance.normal(size=(documents * passages, 24)) @ base
    matrix += chance.normal(0, 0.4, matrix.shape)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    if second:
        other = chance.normal(size=(len(matrix), second))
        other *= 0.5 / np.linalg.norm(other, axis=1, keepdims=True)
        other[::3] = 0
        matrix = np.hstack([matrix, other])
    keys = [number.to_bytes(16, "little") for number in range(len(matrix))]
    chunks = {
        document: [
            (at + 1, keys[at]) for at in range(document * passages, (document + 1) * passages)
        ]
        for document in range(documents)
    }
    return VectorSet(tuple(keys), matrix.astype(np.float16)), [b""] * documents, chunks


@pytest.mark.parametrize("second", [0, 8])
def test_beyond_the_exact_size_the_first_hits_are_the_same_and_exactly_scored(second):
    contents = many(900, 4, 160, second=second)
    queries = contents[0].matrix[5::400].astype(np.float32)
    exact = VectorIndex(*contents, first=160)
    reduced = VectorIndex(*contents, first=160, exact_up_to=1000)

    found = wanted = 0
    for query in queries:
        right, near = exact.score(query), reduced.score(query)
        first = np.argsort(-right.combined)[:10]
        found += len(np.intersect1d(first, np.argsort(-near.combined)[:10]))
        wanted += len(first)
        top = np.intersect1d(first, np.argsort(-near.combined)[:50])
        for of_all in ("best", "mean", "combined"):
            assert getattr(near, of_all)[top] == pytest.approx(
                getattr(right, of_all)[top], abs=1e-3
            )

    assert found / wanted >= 0.98
    assert len(reduced.score(queries[0]).rows) == len(exact)


def test_documents_without_vectors_stay_without_a_score_in_a_large_index():
    vectors, titles, chunks = many(400, 3, 128)
    index = VectorIndex(vectors, [*titles, b""], chunks, exact_up_to=100)

    scores = index.score(vectors.matrix[0].astype(np.float32))

    assert int(np.nanargmax(scores.combined)) == 0
    assert np.flatnonzero(np.isnan(scores.combined)).tolist() == [400]
