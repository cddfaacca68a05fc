"""Vectors of a catalogue are made once, whoever asks, and a broken file is no vector."""

import numpy as np
import pytest

from portal.intake.recognising import Recognisers
from portal.intake.vector_shelf import MOST_FILES, VectorShelf
from search.encoder import ModelUnavailable


class Counting:
    """An encoder that counts the texts it is given."""

    recipe = "counting"
    dimension = 4

    def __init__(self):
        self.texts = []

    def encode_queries(self, texts):
        self.texts += texts
        rows = [[len(text), text.count("a"), text.count("e"), 1] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), 4)

    encode_documents = encode_queries


@pytest.fixture
def shelf(tmp_path):
    return VectorShelf(tmp_path / "vectors")


def test_the_second_to_ask_gets_what_the_first_had_made(shelf, tmp_path):
    encoder = Counting()
    first = shelf.vectors("r", ["a", "be"], encoder.encode_queries)
    second = VectorShelf(tmp_path / "vectors").vectors("r", ["a", "be"], encoder.encode_queries)

    assert encoder.texts == ["a", "be"]
    assert np.array_equal(first, second)


def test_another_model_makes_its_own(shelf):
    encoder = Counting()
    shelf.vectors("r", ["a"], encoder.encode_queries)
    shelf.vectors("s", ["a"], encoder.encode_queries)
    assert encoder.texts == ["a", "a"]


def test_a_broken_file_is_made_anew(shelf, tmp_path):
    encoder = Counting()
    shelf.vectors("r", ["a"], encoder.encode_queries)
    [file] = (tmp_path / "vectors").glob("*.npy")
    file.write_bytes(b"noise")

    assert shelf.vectors("r", ["a"], encoder.encode_queries).shape == (1, 4)


def test_a_place_where_nothing_can_be_written_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("in the way")
    shelf = VectorShelf(tmp_path / "file" / "vectors")
    assert shelf.vectors("r", ["a"], Counting().encode_queries).shape == (1, 4)


def test_old_files_go(shelf, tmp_path):
    for number in range(MOST_FILES + 5):
        shelf.vectors("r", [str(number)], Counting().encode_queries)
    assert len(list((tmp_path / "vectors").iterdir())) == MOST_FILES


def test_what_a_customer_wrote_is_never_kept(shelf, tmp_path):
    patient, quick = Counting(), Counting()
    recognisers = Recognisers(quick, patient, shelf, start=lambda work: work())
    recognisers.prepare()
    kept = sorted((tmp_path / "vectors").iterdir())

    recognisers.recognise("Ich habe den Router neu gestartet.", lang="de")

    assert quick.texts
    assert sorted((tmp_path / "vectors").iterdir()) == kept


def test_without_an_embedder_nothing_is_kept(shelf, tmp_path):
    def away(texts):
        raise ModelUnavailable("away")

    with pytest.raises(ModelUnavailable):
        shelf.vectors("r", ["a"], away)
    assert not (tmp_path / "vectors").exists()
