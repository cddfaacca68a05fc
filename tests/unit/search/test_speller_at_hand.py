from dataclasses import replace

import pytest

from search import speller_at_hand
from search.documents import SearchDocument
from search.engine import IndexWriter
from search.generations import read_manifest
from search.speller_at_hand import SpellerAtHand

FIRST = SearchDocument("a", "de", "Router", "Drucker und Leitung, Drucker und Kennwort.")
SECOND = SearchDocument("b", "de", "Rechnung", "Leitung und Anschluss und Drucker.")
SECRET = SearchDocument("c", "de", "Fusion", "Geheimprojekt Wolkenheim.")


@pytest.fixture
def index(tmp_path):
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([FIRST, SECOND, SECRET], None)

        def change(*documents, gone=()):
            writer.update(documents, gone, None)
            return at_hand(tmp_path)

        change.folder = tmp_path
        yield change


@pytest.fixture
def made(monkeypatch):
    """How often a speller was made; vocabularies count as large, and half of one as few words."""
    calls = []
    real = speller_at_hand.Speller
    monkeypatch.setattr(speller_at_hand, "Speller", lambda words: calls.append(1) or real(words))
    monkeypatch.setattr(speller_at_hand, "SMALL_VOCABULARY", 0)
    monkeypatch.setattr(speller_at_hand, "MOST_CHANGED", 50)
    return calls


def at_hand(directory, before=None):
    manifest = read_manifest(directory)
    return SpellerAtHand(directory / manifest.generation, manifest.revision, before)


def words(found):
    return [candidate.word for candidate in found]


def test_while_few_words_come_or_go_the_speller_is_kept(index, made):
    before = at_hand(index.folder)
    assert words(before.similar("druckre")) == ["drucker"]
    index(replace(FIRST, text=f"{FIRST.text} Neuwort."))

    after = at_hand(index.folder, before)

    assert words(after.similar("druckre")) == ["drucker"]
    assert after.correct("druckre") == "drucker"
    assert len(made) == 1


def test_a_word_that_nobody_may_read_any_more_is_not_proposed(index, made):
    before = at_hand(index.folder)
    assert before.correct("wolkenhiem") == "wolkenheim"
    assert words(before.similar("wolkenhiem")) == ["wolkenheim"]
    index(replace(SECRET, visibility="internal"))

    after = at_hand(index.folder, before)

    assert after.similar("wolkenhiem") == []
    assert after.correct("wolkenhiem") is None


def test_a_word_that_came_back_is_proposed(index, made):
    before = at_hand(index.folder)
    before.similar("druckre")
    index(gone=["c"])
    index(SECRET)

    assert words(at_hand(index.folder, before).similar("wolkenhiem")) == ["wolkenheim"]
    assert len(made) == 1


def test_a_new_word_is_no_mistake(index, made):
    before = at_hand(index.folder)
    before.similar("druckre")
    index(replace(FIRST, text=f"{FIRST.text} Drucken."))

    assert at_hand(index.folder, before).correct("drucken") is None


def test_when_many_words_came_the_speller_is_made_anew(index, made):
    before = at_hand(index.folder)
    before.similar("druckre")
    many = " ".join(f"wort{chr(97 + n)}{chr(120 - n)}lich" for n in range(20))
    index(replace(FIRST, text=f"{FIRST.text} {many}"))

    after = at_hand(index.folder, before)

    assert words(after.similar("wortaxlihc")) == ["wortaxlich"]
    assert len(made) == 2


def test_in_a_small_vocabulary_every_new_word_counts_at_once(index):
    before = at_hand(index.folder)
    before.similar("druckre")
    index(replace(FIRST, text=f"{FIRST.text} Neuigkeit."))

    assert words(at_hand(index.folder, before).similar("neuigkiet")) == ["neuigkeit"]
