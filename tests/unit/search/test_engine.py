import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.pair_encoder import PairEncoder
from search.request import Mode, SearchRequest
from search.results import FallbackReason
from tests.unit.search.hash_encoder import HashEncoder

DOCUMENTS = [
    SearchDocument(
        "de:router",
        "de",
        "Router neu starten",
        "Vorab.\n\n## So geht es\n\nZiehen Sie den Stecker des Routers.\n\n## Telefon\n\nRuhe.",
        url_path="/de/router",
        group="router",
        updated_on="2026-11-01",
    ),
    SearchDocument(
        "en:router", "en", "Restart your router", "Pull the plug of the router.", group="router"
    ),
    SearchDocument("de:mail", "de", "E-Mail einrichten", "Server und Passwort eintragen."),
    SearchDocument("en:dns", "en", "DNS records", "Change the records of a domain."),
    SearchDocument(
        "de:intern", "de", "Router intern", "Router im Lager tauschen.", visibility="internal"
    ),
]


@pytest.fixture
def encoder():
    return HashEncoder()


@pytest.fixture
def folder(tmp_path, encoder):
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(DOCUMENTS, encoder)
    return tmp_path


@pytest.fixture
def engine(folder, encoder):
    with closing(SearchEngine.open(folder, encoder)) as opened:
        yield opened


def ids(result):
    return [hit.id for hit in result.hits]


def test_a_hit_says_what_and_where(engine):
    result = engine.search(SearchRequest("Stecker ziehen"))

    assert result.mode is Mode.HYBRID
    assert result.fallback is None
    hit = result.hits[0]
    assert (hit.id, hit.title, hit.url_path) == ("de:router", "Router neu starten", "/de/router")
    assert hit.updated_on == "2026-11-01"
    assert hit.passage.heading == "So geht es"
    assert hit.passage.anchor == "so-geht-es"
    marked = [hit.passage.text[a:b] for a, b in hit.passage.highlights]
    assert marked == ["Ziehen", "Stecker"]


@pytest.mark.parametrize(("lang", "first"), [("de", "de:router"), ("en", "en:router")])
def test_translations_are_one_hit_in_the_reader_s_language(engine, lang, first):
    result = engine.search(SearchRequest("router", lang))

    assert ids(result)[0] == first
    assert len({hit.group for hit in result.hits if hit.group}) == 1
    assert ids(result).count("de:router") + ids(result).count("en:router") == 1


@pytest.mark.parametrize("mode", list(Mode))
def test_keywords_find_and_are_never_shown(folder, engine, encoder, mode):
    slow = SearchDocument("de:slow", "de", "Surfen", "Kabel prüfen.", keywords="Speedtest, DSL")
    with IndexWriter(folder) as writer:
        writer.update([slow], [], encoder)

    hit = engine.search(SearchRequest("Speedtest", mode=mode)).hits[0]

    assert hit.id == "de:slow"
    assert (hit.passage.text, hit.passage.highlights) == ("Kabel prüfen.", ())


def test_a_quoted_keyword_is_required_and_an_excluded_one_excludes(folder, engine, encoder):
    tagged = replace(DOCUMENTS[2], keywords="Postfach anlegen, IMAP")
    with IndexWriter(folder) as writer:
        writer.update([tagged], [], encoder)

    assert ids(engine.search(SearchRequest('Server "Postfach anlegen"'))) == ["de:mail"]
    assert "de:mail" not in ids(engine.search(SearchRequest("Server -imap")))


def test_the_first_hits_come_with_passages_and_others_on_demand(engine):
    request = SearchRequest("router passwort records", passages=1)

    hits = engine.search(request).hits
    later = engine.passages(request, [hit.id for hit in hits])

    assert [hit.passage is not None for hit in hits] == [True] + [False] * (len(hits) - 1)
    everything = engine.search(replace(request, passages=len(hits))).hits
    assert later == {hit.id: hit.passage for hit in everything}


def test_passages_of_unknown_documents_are_left_out(engine, tmp_path):
    assert engine.passages(SearchRequest("router"), ["nowhere"]) == {}
    with closing(SearchEngine.open(tmp_path / "empty", None)) as empty:
        assert empty.passages(SearchRequest("router"), ["de:router"]) == {}


def test_an_article_that_exists_in_another_language_only_is_still_found(engine):
    assert "en:dns" in ids(engine.search(SearchRequest("dns records", "de")))


@pytest.mark.parametrize("mode", list(Mode))
def test_a_reader_finds_only_what_he_may_see(engine, mode):
    request = SearchRequest("router lager tauschen intern", mode=mode)

    assert "de:intern" not in ids(engine.search(request))
    agent = replace(request, visibilities=frozenset({"public", "internal"}))
    assert ids(engine.search(agent))[0] == "de:intern"


def test_a_ranking_has_every_document_and_merges_none(engine):
    ranking = engine.rank(SearchRequest("router"))

    assert sorted(ranking.ids()) == sorted(document.id for document in DOCUMENTS)
    assert list(ranking.scores) == sorted(ranking.scores, reverse=True)


def test_a_withdrawn_article_is_gone_from_hits_and_suggestions(folder, engine, encoder):
    assert engine.search(SearchRequest("passwort")).hits

    with IndexWriter(folder) as writer:
        writer.update([], ["de:mail"], encoder)

    assert "de:mail" not in ids(engine.search(SearchRequest("passwort")))
    assert engine.suggest(SearchRequest("E-Mail")) == ()


def test_a_published_article_is_found_by_an_open_reader(folder, engine, encoder):
    new = SearchDocument("de:neu", "de", "Anrufbeantworter", "Ansage aufnehmen.")

    with IndexWriter(folder) as writer:
        writer.update([new], [], encoder)

    assert ids(engine.search(SearchRequest("Ansage")))[0] == "de:neu"
    assert engine.search(SearchRequest("Ansage")).hits[0].passage.text == "Ansage aufnehmen."


def test_quotes_and_minus_bind_meaning_too(engine):
    assert "de:router" not in ids(engine.search(SearchRequest("router -stecker")))
    assert ids(engine.search(SearchRequest('router "plug of the router"', "de"))) == ["en:router"]


@pytest.mark.parametrize("text", ["", "  ", "...", "und die", "AND NOT ((", "*a*", "🙂", "\x00"])
def test_queries_that_say_nothing_are_answered(engine, text):
    result = engine.search(SearchRequest(text))

    assert result.fallback is None
    assert result.total == len(result.hits)


def test_the_limit_cuts_the_hits_and_not_the_total(engine):
    result = engine.search(SearchRequest("router passwort records", limit=1))

    assert len(result.hits) == 1
    assert result.total > 1


def test_without_a_model_words_are_searched_and_the_result_says_so(folder):
    with closing(SearchEngine.open(folder, None)) as engine:
        result = engine.search(SearchRequest("stecker"))

    assert (result.mode, result.fallback) == (Mode.KEYWORD, FallbackReason.MODEL_MISSING)
    assert ids(result) == ["de:router"]


def test_a_broken_embedder_is_named_and_comes_back(engine, encoder):
    encoder.broken = True
    broken = engine.search(SearchRequest("stecker"))
    encoder.broken = False

    assert (broken.mode, broken.fallback) == (Mode.KEYWORD, FallbackReason.EMBEDDER_UNAVAILABLE)
    assert ids(broken) == ["de:router"]
    assert engine.search(SearchRequest("stecker")).mode is Mode.HYBRID


def test_vectors_of_another_model_are_not_compared(folder):
    with closing(SearchEngine.open(folder, HashEncoder("hash-2"))) as engine:
        result = engine.search(SearchRequest("stecker"))

    assert result.fallback is FallbackReason.VECTORS_OF_ANOTHER_MODEL


def test_a_misspelled_query_has_a_correction_and_a_right_one_has_none(engine):
    assert engine.correction("Rotuer") == "router"
    assert engine.correction("Router") is None
    assert engine.correction("?!") is None


def test_suggestions_are_titles_one_per_article(engine):
    assert [s.id for s in engine.suggest(SearchRequest("rou", "en"))] == ["en:router"]
    assert [s.id for s in engine.suggest(SearchRequest("restart", "de"))] == ["en:router"]
    everything = frozenset({"public", "internal"})
    found = engine.suggest(SearchRequest("router", "de", visibilities=everything))
    assert [s.id for s in found] == ["de:intern", "de:router"]


def test_the_status_counts_what_is_open(engine):
    status = engine.status()

    assert status.documents == len(DOCUMENTS)
    assert status.chunks == 7
    assert status.vectors == 12
    assert status.problems == ()


def test_a_repeated_question_is_encoded_once(folder):
    asked = []

    class Counting(HashEncoder):
        def encode_queries(self, texts):
            asked.extend(texts)
            return super().encode_queries(texts)

    with closing(SearchEngine.open(folder, Counting())) as engine:
        for _ in range(3):
            engine.search(SearchRequest("stecker"))

    assert asked == ["stecker"]


def test_searches_go_on_while_the_index_changes(folder, engine, encoder):
    stop = threading.Event()

    def write():
        with IndexWriter(folder) as writer:
            for round_ in range(4):
                writer.update([replace(DOCUMENTS[2], text=f"Passwort {round_}")], [], encoder)
            writer.rebuild(DOCUMENTS, encoder)
            writer.rebuild(DOCUMENTS, encoder)
        stop.set()

    def search():
        wrong = 0
        while not stop.is_set():
            wrong += ids(engine.search(SearchRequest("Stecker")))[0] != "de:router"
        return wrong

    with ThreadPoolExecutor(5) as pool:
        searches = [pool.submit(search) for _ in range(4)]
        pool.submit(write).result()
        assert sum(future.result() for future in searches) == 0


def test_a_chance_word_alone_makes_no_hit_of_a_text_about_something_else(tmp_path):
    class Placed(HashEncoder):
        """Only texts about the router lie near a question; the samples lie in between."""

        def _encode(self, texts):
            vectors = super()._encode(texts) * 0.1
            for row, text in enumerate(texts):
                vectors[row, 0] += 1.0 if "Router" in text else 0.0
                vectors[row, 1] += 1.0 if "Garten" in text else 0.0
            return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    documents = [
        SearchDocument("near", "de", "Router", "Der Router steht im Schatten."),
        SearchDocument("far", "de", "Garten", "Rosen im Garten, Hecken, Beete und Schatten."),
    ]
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(documents, Placed())
    with closing(SearchEngine.open(tmp_path, Placed())) as engine:
        several = "Router blinkt rot leuchtet orange startet neu Schatten"
        assert ids(engine.search(SearchRequest(several))) == ["near"]
        assert set(ids(engine.search(SearchRequest("Schatten")))) == {"near", "far"}
    with closing(SearchEngine.open(tmp_path, None)) as engine:
        assert set(ids(engine.search(SearchRequest(several)))) == {"near", "far"}


class Second(HashEncoder):
    """Reads English only as far as one word: what it calls near is near for it alone."""

    def __init__(self):
        super().__init__("second:64:1")

    def _encode(self, texts):
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        vectors[:, 0] = ["records" in text.lower() or "slow" in text for text in texts]
        vectors[:, 1] = 1 - vectors[:, 0]
        return vectors


def test_a_second_model_orders_english_documents_for_english_questions_only(tmp_path):
    encoder = PairEncoder(HashEncoder("first:64:1"), Second())
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(DOCUMENTS, encoder)
    with closing(SearchEngine.open(tmp_path, encoder)) as engine:
        english = engine.rank(SearchRequest("why is it slow", "de", mode=Mode.SEMANTIC))
        german = engine.rank(SearchRequest("warum ist es slow", "en", mode=Mode.SEMANTIC))
        few = engine.rank(SearchRequest("slow", "de", mode=Mode.SEMANTIC))

    assert english.ids()[0] == "en:dns"
    assert english.semantic[3] > max(german.semantic[3], few.semantic[3])
    assert english.cosines.best[3] == pytest.approx(german.cosines.best[3], abs=0.2)
