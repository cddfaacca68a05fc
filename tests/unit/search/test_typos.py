import random

import pytest

from search.typos import Candidate, Typos, edit_distance
from tests.unit.search.keyword_indexes import made_words


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("passwort", "passwort", 0),
        ("paswort", "passwort", 1),
        ("passswort", "passwort", 1),
        ("passwert", "passwort", 1),
        ("psaswort", "passwort", 1),
        ("psawort", "passwort", 2),
        ("router", "passwort", 3),
        ("", "ab", 2),
        ("ab", "ba", 1),
    ],
)
def test_edits_are_counted_with_swapped_neighbours_as_one(one, other, edits):
    assert edit_distance(one, other, 2) == edits
    assert edit_distance(other, one, 2) == edits


@pytest.fixture(scope="module")
def typos():
    return Typos({"passwort": 9, "passworte": 2, "postfach": 5, "seitens": 3, "seines": 30})


@pytest.mark.parametrize(
    ("typed", "most", "meant"),
    [
        ("paswort", 1, "passwort"),
        ("passworrt", 1, "passwort"),
        ("psotfahc", 2, "postfach"),
        ("seitnes", 1, "seitens"),
        ("seinss", 1, "seines"),
    ],
)
def test_the_word_that_was_meant_comes_first(typos, typed, most, meant):
    assert typos.find(typed, most)[0].word == meant


def test_only_the_fewest_edits_are_offered(typos):
    assert typos.find("passwortt", 2) == [Candidate("passwort", 1, 9), Candidate("passworte", 1, 2)]
    assert typos.find("pstfahc", 1) == []


def test_a_word_of_one_text_is_offered_for_one_edit_behind_more_frequent_ones():
    typos = Typos({"geräteraum": 1, "geräterahm": 2, "laptopänderung": 1})

    assert [found.word for found in typos.find("geräteram", 2)] == ["geräterahm", "geräteraum"]
    assert [found.word for found in typos.find("laptopändrung", 2)] == ["laptopänderung"]
    assert typos.find("lptpänderung", 2) == []


def test_only_so_many_words_are_offered_and_those_the_most_frequent(monkeypatch):
    monkeypatch.setattr("search.typos.MOST_OFFERED", 2)
    typos = Typos({"passwort": 9, "postfach": 5, "seitens": 3})

    assert [found.word for found in typos.find("postfch", 1)] == ["postfach"]
    assert typos.find("seitns", 1) == []
    assert "seitens" in typos


@pytest.mark.parametrize("typed", ["", "x", "日本語テキスト", "😀" * 9, "passwort" * 40])
def test_anything_can_be_asked(typos, typed):
    assert typos.find(typed, 2) == []


def test_an_empty_vocabulary_knows_nothing():
    assert Typos({}).find("passwort", 2) == []


def test_nothing_within_reach_is_missed():
    chance = random.Random(5)  # noqa: S311 - chance, not secrecy
    words = made_words(chance, 120)
    typos = Typos(dict.fromkeys(words, 2))

    for word in words:
        letters = list(word)
        for _ in range(2):
            place = chance.randrange(len(letters))
            letters[place : place + 1] = chance.choice(("", "x", letters[place] * 2))
        typed = "".join(letters)
        nearest = min(edit_distance(typed, other, 2) for other in words)
        expected = {other for other in words if edit_distance(typed, other, 2) == nearest}
        assert {candidate.word for candidate in typos.find(typed, 2)} == expected


def test_nine_in_ten_slips_are_mended_at_the_first_try():
    chance = random.Random(6)  # noqa: S311 - chance, not secrecy
    words = made_words(chance, 300)
    typos = Typos({word: chance.randint(2, 40) for word in words})
    slips = [(slip(chance, word), word) for word in words for _ in range(2)]
    slips = [(typed, word) for typed, word in slips if typed not in typos]

    right = sum(
        [found.word for found in typos.find(typed, 2)][:1] == [word] for typed, word in slips
    )

    assert right >= 0.92 * len(slips)


def slip(chance, word):
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter * 2 + after,
            before + "e" + after,
            before + after[0] + letter + after[1:],
        )
    )
