import numpy as np
import pytest

from search.calibration import floor_for, near_floor_for, similarity_floors
from search.language import UNKNOWN
from search.vectors import VectorSet
from tests.unit.search.hash_encoder import DIMENSION, HashEncoder

FLOORS = {"de": 0.5, "en": 0.6, UNKNOWN: 0.9}


@pytest.mark.parametrize(
    ("text", "has_words", "floor"),
    [
        ("Wie geht das", False, 0.5),
        ("how does it work", False, 0.6),
        ("blubb fnord", False, 0.9),
        ("blubb Router", True, 0.5),
    ],
)
def test_what_could_be_gibberish_has_to_reach_more(text, has_words, floor):
    assert floor_for(FLOORS, text, "de", has_words=has_words) == floor


def test_a_reader_of_another_language_gets_the_floor_of_the_unknown():
    assert floor_for(FLOORS, "Routeur", "fr", has_words=True) == 0.9


def test_without_a_calibration_every_cosine_is_above_the_floor():
    assert floor_for(None, "Router", "de", has_words=True) <= -1
    assert near_floor_for(None, "Router", "de") <= -1
    assert near_floor_for(FLOORS, "Router", "de") <= -1


def test_the_floor_of_gibberish_is_not_below_any_other():
    texts = ["Ein Ei kochen", "nothing to see", "noise"]
    matrix = HashEncoder().encode_documents(texts).astype(np.float16)
    floors = similarity_floors(HashEncoder(), VectorSet((b"1", b"2", b"3"), matrix))

    assert floors is not None
    assert floors[UNKNOWN] == max(floors.values())
    for question in ("Wie geht das", "how does it work"):
        floor = floor_for(floors, question, "de", has_words=True)
        assert near_floor_for(floors, question, "de") <= floor
    assert matrix.shape == (3, DIMENSION)


def test_without_a_model_there_are_no_floors():
    broken = HashEncoder()
    broken.broken = True

    assert (
        similarity_floors(broken, VectorSet((b"1",), np.ones((1, DIMENSION), np.float16))) is None
    )
