import sqlite3
from contextlib import closing

import numpy as np
import pytest

from search.vector_store import VECTORS_FILE, VectorStore, read_vectors
from search.vectors import VectorSet, empty_vectors


def key(number):
    return number.to_bytes(2) * 8


def some(*numbers):
    matrix = np.array([[number, number / 3, -1] for number in numbers], np.float16)
    return VectorSet(tuple(key(number) for number in numbers), matrix)


@pytest.fixture
def store(tmp_path):
    with closing(VectorStore(tmp_path)) as opened:
        yield opened


def test_what_was_added_is_read_in_half_precision(tmp_path, store):
    store.add(some(1, 2))
    store.add(some(3))

    everything = read_vectors(tmp_path)
    assert dict(zip(everything.keys, everything.matrix.tolist(), strict=True)) == dict(
        zip(some(1, 2, 3).keys, some(1, 2, 3).matrix.tolist(), strict=True)
    )
    assert everything.matrix.dtype == np.float16
    assert read_vectors(tmp_path, [key(2), key(9)]).keys == (key(2),)
    assert read_vectors(tmp_path, []).keys == ()
    assert store.known([key(1), key(9)]) == {key(1)}
    assert (len(store), store.keys()) == (3, {key(1), key(2), key(3)})


def test_thousands_are_asked_for_at_once(tmp_path, store):
    store.add(some(*range(1_300)))

    assert len(store.known([key(n) for n in range(2_000)])) == 1_300
    assert len(read_vectors(tmp_path, [key(n) for n in range(1_100)]).keys) == 1_100


def test_what_no_text_needs_goes(tmp_path, store):
    store.add(some(1, 2, 3))

    store.keep_only({key(2), key(9)})

    assert read_vectors(tmp_path).keys == (key(2),)


def test_no_vectors_are_none(tmp_path, store):
    assert store.is_new
    store.add(empty_vectors())
    assert read_vectors(tmp_path).keys == ()


@pytest.mark.parametrize("damage", [b"no database" * 500, b"SQLite format 3\x00" + b"\x01" * 900])
def test_a_damaged_file_is_refused_by_readers_and_replaced_by_the_writer(tmp_path, damage):
    (tmp_path / VECTORS_FILE).write_bytes(damage)
    with pytest.raises(ValueError, match="damaged"):
        read_vectors(tmp_path)

    with closing(VectorStore(tmp_path)) as store:
        assert store.is_new
        store.add(some(1))
    assert read_vectors(tmp_path).keys == (key(1),)


def test_a_missing_file_is_no_empty_one(tmp_path):
    with pytest.raises(OSError, match=VECTORS_FILE):
        read_vectors(tmp_path)


@pytest.mark.parametrize("vector", [b"", b"\x00\x00"])
def test_rows_of_another_length_are_damage(tmp_path, store, vector):
    store.add(some(1))
    with closing(sqlite3.connect(tmp_path / VECTORS_FILE)) as connection:
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (key(2), vector))
        connection.commit()

    with pytest.raises(ValueError, match="lengths"):
        read_vectors(tmp_path)
