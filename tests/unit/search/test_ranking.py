"""Where a list of hits ends, and what a synonym opens."""

from contextlib import closing

import pytest

from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.request import Mode, SearchRequest
from search.synonyms import SynonymGroup, Synonyms
from tests.unit.search.hash_encoder import HashEncoder

TOPICS = ("Rechnung", "Vertrag", "Telefon", "Passwort", "Domain", "Website", "Router", "Spam")
NOISE = [
    SearchDocument(f"noise-{n}", "de", f"{topic} {part}", f"Hinweise zum {topic}: {part} prüfen.")
    for n, (topic, part) in enumerate((t, p) for t in TOPICS for p in ("Anfang", "Ende", "Mitte"))
]
PRINTER = SearchDocument("printer", "de", "Drucker druckt kein Papier", "Drucker prüfen, Papier.")
PHISHING = SearchDocument("phishing", "de", "Phishing melden", "Phishing erkennen und löschen.")


@pytest.fixture
def engine(tmp_path):
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([*NOISE, PRINTER, PHISHING], HashEncoder())
    with closing(SearchEngine.open(tmp_path, HashEncoder())) as opened:
        yield opened


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.SEMANTIC])
def test_the_list_ends_where_hits_are_nearer_to_the_average_than_to_the_best(engine, mode):
    request = SearchRequest("Drucker druckt kein Papier, Hinweise", limit=100, mode=mode)

    result = engine.search(request)

    assert result.hits[0].id == "printer"
    assert all(hit.score >= result.hits[0].score / 2 for hit in result.hits)
    assert result.total < len(NOISE)


def test_who_asks_for_one_word_gets_every_document_with_it(engine):
    result = engine.search(SearchRequest("Hinweise", limit=100))

    assert {hit.id for hit in result.hits} >= {document.id for document in NOISE}


def test_every_document_has_its_place_all_the_same(engine):
    ranking = engine.rank(SearchRequest("Drucker druckt kein Papier"))

    assert len(ranking.ids()) == len(NOISE) + 2
    assert list(ranking.scores) == sorted(ranking.scores, reverse=True)
    assert not ranking.found.all()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_word_that_nobody_wrote_is_understood_as_its_synonym(engine, lang):
    synonyms = Synonyms([SynonymGroup(lang, ("quorxde", "Phishing"))])

    result = engine.search(SearchRequest("quorxde", lang, synonyms=synonyms))

    assert result.hits[0].id == "phishing"
    meant = engine.search(SearchRequest("Phishing", lang))
    assert [(hit.id, hit.semantic_score) for hit in result.hits] == [
        (hit.id, hit.semantic_score) for hit in meant.hits
    ]


def test_a_word_of_some_document_keeps_its_own_meaning(engine):
    synonyms = Synonyms([SynonymGroup("de", ("Papier", "Phishing"))])

    plain = engine.rank(SearchRequest("Papier"))
    ranking = engine.rank(SearchRequest("Papier", synonyms=synonyms))

    assert list(ranking.semantic) == list(plain.semantic)
