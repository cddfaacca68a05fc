import numpy as np
import pytest

from search.vectors import VectorIndex, VectorSet, load_vectors, save_vectors


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


def test_vectors_survive_the_disk(tmp_path, vectors):
    save_vectors(tmp_path / "vectors-1.npz", vectors)

    loaded = load_vectors(tmp_path / "vectors-1.npz")

    assert loaded.keys == vectors.keys
    assert np.array_equal(loaded.matrix, vectors.matrix)
    assert [path.name for path in tmp_path.iterdir()] == ["vectors-1.npz"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", b"\x80\x04pickle"])
def test_damaged_files_are_refused(tmp_path, damage):
    path = tmp_path / "vectors-1.npz"
    path.write_bytes(damage)

    with pytest.raises((OSError, ValueError)):
        load_vectors(path)
