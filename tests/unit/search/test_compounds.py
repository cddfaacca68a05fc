import pytest

from search.compounds import (
    CompoundDictionary,
    build_dictionary,
    dictionary,
    load_dictionary,
    save_dictionary,
)

TEXTS = [
    "Im Drucker liegt eine Patrone. Legen Sie das Papier in den Drucker.",
    "Wie man die Patrone im Drucker wechselt, und das Papier dazu.",
    "Ist die Patrone leer, meldet es der Drucker. Sein Papier bleibt.",
    "Das ist vielleicht leicht. Der Bart, das Zelt und der Verein.",
    "Es geht vielleicht leicht. Ein Bart, ein Zelt und ein Verein, vereinbart.",
    "Nur vielleicht leicht. Sein Bart, sein Zelt und sein Verein, vereinzelt.",
]


@pytest.fixture
def built():
    return build_dictionary(TEXTS)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Druckerpatrone", ("drucker", "patrone")),
        ("Papierdruckerpatrone", ("papier", "drucker", "patrone")),
        ("Patronendrucker", ("patrone", "drucker")),
    ],
)
def test_a_noun_made_of_nouns_is_split(built, word, parts):
    assert built.split(word) == parts


@pytest.mark.parametrize(
    "word", ["vereinbart", "vereinzelt", "vielleicht", "Vielleicht", "Vereinbart", "Drucker", "Xyz"]
)
def test_words_that_only_look_like_compounds_stay_whole(built, word):
    assert built.split(word) == ()


def test_words_of_one_text_are_no_parts_unless_a_word_list_knows_them():
    texts = ["Hier ist ein Kabel und ein Ofen.", "Dort ist ein Kabel und ein Ofen."]

    assert build_dictionary(texts).split("Kabelofen") == ()
    assert build_dictionary(texts, ["Kabel\n", "Ofen\n"]).split("Kabelofen") == ("kabel", "ofen")


def test_a_dictionary_is_found_again_by_its_name(tmp_path, built):
    name = save_dictionary(tmp_path, built)

    assert load_dictionary(tmp_path, name) == built
    assert dictionary(name) is built


def test_a_lost_dictionary_splits_nothing(tmp_path):
    assert load_dictionary(tmp_path, "no-such-name") == CompoundDictionary(frozenset(), frozenset())
