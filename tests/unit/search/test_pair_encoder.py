import numpy as np
import pytest

from search.pair_encoder import WEIGHT, PairEncoder, first_dimension
from tests.unit.search.hash_encoder import DIMENSION, HashEncoder

GERMAN, ENGLISH, NEITHER = "Wie geht das mit der Mail", "how does the mail work", "IMAP 993"


@pytest.fixture
def pair():
    return PairEncoder(HashEncoder("one:64:ab"), HashEncoder("two:64:cd"))


@pytest.mark.parametrize("kind", ["encode_queries", "encode_documents"])
def test_the_second_model_reads_all_but_german_behind_the_first(pair, kind):
    texts = [ENGLISH, GERMAN, NEITHER]

    vectors = getattr(pair, kind)(texts)

    assert vectors.shape == (3, pair.dimension) == (3, 2 * DIMENSION)
    np.testing.assert_array_equal(vectors[:, :DIMENSION], getattr(pair.first, kind)(texts))
    lengths = np.linalg.norm(vectors[:, DIMENSION:], axis=1)
    assert lengths == pytest.approx([WEIGHT**0.5, 0, WEIGHT**0.5])


def test_no_text_and_german_texts_do_not_ask_the_second_model(pair):
    pair.second.broken = True

    assert pair.encode_queries([]).shape == (0, pair.dimension)
    assert pair.encode_queries([GERMAN]).shape == (1, pair.dimension)


@pytest.mark.parametrize(
    ("recipe", "length"),
    [
        ("one:64:ab + two:32:cd:0.25|chunks-1-200", 64),
        ("one:64:ab|chunks-1-200", None),
        ("", None),
        ("a + b", None),
        ("noise:x:y + \x00", None),
    ],
)
def test_a_recipe_says_how_long_the_first_part_is(recipe, length):
    assert first_dimension(recipe) == length


def test_the_recipe_of_a_pair_differs_from_that_of_its_parts(pair):
    assert first_dimension(pair.recipe) == DIMENSION
    assert pair.recipe not in (pair.first.recipe, pair.second.recipe)
