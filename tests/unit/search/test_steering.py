from contextlib import closing
from dataclasses import replace

import pytest

from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.request import Mode, SearchRequest
from search.synonyms import SynonymGroup, Synonyms
from tests.unit.search.hash_encoder import HashEncoder

DOCUMENTS = [
    SearchDocument("1", "de", "Router neu starten", "Stecker ziehen, warten.", group="restart"),
    SearchDocument("2", "en", "Restart your router", "Pull the plug and wait.", group="restart"),
    SearchDocument("3", "de", "Router einrichten", "Kabel anschließen, warten.", group="set-up"),
    SearchDocument("4", "de", "E-Mail einrichten", "Server eintragen."),
    SearchDocument("5", "de", "Lager", "Router im Lager.", group="store", visibility="internal"),
    SearchDocument("6", "en", "Invoices", "Where to find them.", group="invoices"),
]


@pytest.fixture
def engine(tmp_path):
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(DOCUMENTS, HashEncoder())
    with closing(SearchEngine.open(tmp_path, HashEncoder())) as opened:
        yield opened


def ids(result):
    return [hit.id for hit in result.hits]


@pytest.mark.parametrize("mode", list(Mode))
def test_pinned_articles_come_first_in_their_order_found_or_not(engine, mode):
    request = SearchRequest("router starten", mode=mode, pinned=("invoices", "4", "gone"))

    result = engine.search(request)

    assert ids(result)[:3] == ["6", "4", "1"]
    assert result.total == len(set(ids(result)))


def test_a_pinned_article_is_shown_in_the_reader_s_language(engine):
    request = SearchRequest("lager", pinned=("restart",))

    assert ids(engine.search(request))[0] == "1"
    assert ids(engine.search(replace(request, lang="en")))[0] == "2"


def test_pinning_shows_nobody_what_he_may_not_see(engine):
    request = SearchRequest("rechnung", pinned=("store",))

    assert "5" not in ids(engine.search(request))
    agent = replace(request, visibilities=frozenset({"public", "internal"}))
    assert ids(engine.search(agent))[0] == "5"


@pytest.mark.parametrize("pinned", [(), ("restart",)])
def test_hidden_articles_are_left_out_in_every_language_and_not_counted(engine, pinned):
    request = SearchRequest("router starten warten")
    result = engine.search(replace(request, hidden=frozenset({"restart"}), pinned=pinned))

    assert not {"1", "2"} & set(ids(result))
    assert result.total == engine.search(request).total - 1


@pytest.mark.parametrize("mode", list(Mode))
def test_what_helped_decides_among_equals_and_not_against_a_better_match(engine, mode):
    prior = {"set-up": 1.0, "4": 1.0}
    equals = SearchRequest("router warten", mode=mode)
    clear = SearchRequest("Router neu starten", mode=mode, prior=prior)

    assert ids(engine.search(replace(equals, prior=prior)))[0] == "3"
    assert ids(engine.search(replace(equals, prior={"restart": 1.0})))[0] == "1"
    assert ids(engine.search(clear))[0] == "1"


def test_what_helped_makes_no_hit_of_what_was_not_found(engine):
    request = SearchRequest("router", prior={"4": 1.0}, mode=Mode.KEYWORD)

    assert "4" not in ids(engine.search(request))


@pytest.mark.parametrize("mode", list(Mode))
def test_an_explanation_adds_up_to_the_score_of_its_hit(engine, mode):
    request = SearchRequest(
        "Router neu starten: Stecker ziehen",
        mode=mode,
        prior={"restart": 0.5},
        pinned=("invoices",),
    )

    result, explained = engine.search(request), engine.explain(request)

    assert [e.id for e in explained] == ids(result)
    assert [e.total for e in explained] == [hit.score for hit in result.hits]
    assert [e.pinned for e in explained] == [e.id == "6" for e in explained]
    for entry in explained:
        parts = entry.keyword_part + entry.semantic_part + entry.language_part + entry.prior_part
        assert parts == pytest.approx(entry.total)
        assert (entry.best_chunk is None) == (mode is Mode.KEYWORD)
    assert {e.id for e in explained if e.prior_part} == {"1"}


def test_an_explanation_names_the_terms_typed_and_the_synonyms(engine):
    synonyms = Synonyms([SynonymGroup("de", ("Steckdose", "Stecker"))])
    explained = engine.explain(SearchRequest("router Steckdose", synonyms=synonyms))

    found = next(entry.terms for entry in explained if entry.id == "1")
    assert {("title", True), ("body", False)} <= {(term.field, term.typed) for term in found}
    assert all(term.score > 0 for term in found)


def test_a_translation_in_another_language_is_explained_as_such(engine):
    explained = engine.explain(SearchRequest("pull plug"))

    assert (explained[0].id, explained[0].lang) == ("1", "de")
    assert explained[0].language_part < 0


def test_without_an_index_there_is_nothing_to_explain(tmp_path):
    with closing(SearchEngine.open(tmp_path / "none", None)) as engine:
        assert engine.explain(SearchRequest("router")) == ()


def test_synonyms_of_the_reader_s_language_and_of_the_question_s_go_along(engine):
    groups = [SynonymGroup("de", ("router", "box")), SynonymGroup("en", ("plug", "mains"))]
    request = SearchRequest("box", synonyms=Synonyms(groups))

    assert engine.rank(request).parsed.synonyms == ("router",)
    english = replace(request, text="where is the mains")
    assert engine.rank(english).parsed.synonyms == ("plug",)
    assert engine.rank(SearchRequest("box")).parsed.synonyms == ()
