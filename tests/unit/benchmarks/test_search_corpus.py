"""Articles and queries of `make bench-search` are the same wherever it runs."""

import random
from dataclasses import replace

import pytest

from search.documents import SearchDocument
from search.spelling import count_words
from tests.benchmarks.search_bench.corpus import build_corpus, in_order_of_chance
from tests.benchmarks.search_bench.queries import (
    FIRST,
    Kind,
    build_misspellings,
    build_queries,
    mistype,
)
from tests.benchmarks.search_bench.sources import Source, read_sources


@pytest.fixture(scope="module")
def sources():
    return read_sources([])


@pytest.fixture(scope="module")
def corpus(sources):
    return build_corpus(sources, 160)


def test_the_articles_that_ship_come_first_and_are_as_they_are(sources, corpus):
    shipped = {source.document.id: source.document for source in sources}
    assert {d.id: d for d in corpus[: len(sources)]} == shipped
    assert not {d.id for d in corpus[len(sources) :]} & shipped.keys()


def test_a_corpus_is_the_same_each_time_and_the_beginning_of_a_larger_one(sources, corpus):
    assert build_corpus(sources, 120) == corpus[:120]


def test_engines_get_the_same_articles_without_those_looked_for_in_front(corpus):
    given = in_order_of_chance(corpus)

    assert given == in_order_of_chance(corpus)
    assert sorted(d.id for d in given) == sorted(d.id for d in corpus)
    assert {d.id for d in given[:80]} != {d.id for d in corpus[:80]}


def test_recombined_articles_are_of_one_language_and_of_realistic_length(sources, corpus):
    mixed = corpus[len(sources) :]
    lengths = sorted(len(d.text.split()) for d in mixed)
    assert 200 < lengths[len(lengths) // 2] < 500
    assert {d.lang for d in mixed} == {"de", "en"}
    assert all(" der " in d.text or " die " in d.text for d in mixed if d.lang == "de")
    assert len({d.title for d in mixed}) > 0.9 * len(mixed)


def test_the_vocabulary_grows_beyond_that_of_the_sources(sources, corpus):
    shipped = count_words(source.document.text for source in sources)
    whole = count_words(document.text for document in corpus)
    assert len(whole) > 1.1 * len(shipped)


def test_most_articles_come_back_to_the_word_in_their_title(sources, corpus):
    shipped = count_words(f"{s.document.title} {s.document.text}" for s in sources)
    mixed = corpus[len(sources) :]
    own = {d.id: count_words([d.title]).keys() - shipped.keys() for d in mixed}
    back = [d for d in mixed if own[d.id] & count_words([d.text]).keys()]
    assert len(back) > len(mixed) / 2


def test_queries_are_the_same_at_every_number_of_articles(corpus):
    thousand = [replace(corpus[n % len(corpus)], id=f"{n}") for n in range(FIRST)]
    more = [*thousand, SearchDocument("x", "de", "Etwas ganz anderes noch", "Text")]
    assert build_queries(more, 30) == build_queries(thousand, 30)


def test_a_query_consists_of_words_of_the_article_that_it_looks_for(corpus):
    texts = {d.id: f"{d.title} {d.text}".lower() for d in corpus}
    queries = build_queries(corpus, 40)
    for query in queries.of(Kind.TITLE_PREFIX):
        assert all(word in texts[query.wanted] for word in query.text.split()), query
    exact = [
        query
        for query in queries.of(Kind.ANY)
        if all(word in texts[query.wanted] for word in query.text.lower().split())
    ]
    assert len(exact) > len(queries.words) / 2
    assert queries.of(Kind.ANY) == queries.of(Kind.ALL) == queries.of(Kind.SNIPPETS)


def test_misspelt_words_are_no_words_and_what_was_meant_is_one(corpus):
    frequencies = count_words(document.text for document in corpus)
    for wrong in build_misspellings(corpus, frequencies, 50):
        assert wrong.typed not in frequencies
        assert frequencies[wrong.meant] >= 2


def test_a_typing_error_leaves_the_first_letter():
    chance = random.Random(1)  # noqa: S311 - repeatable errors, no secret
    typed = {mistype("passwort", chance) for _ in range(100)}
    assert {word[0] for word in typed} == {"p"}
    assert {len(word) for word in typed} == {7, 8, 9}


def test_articles_of_a_folder_take_the_place_of_those_that_ship(tmp_path):
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "router.md").write_text(
        "---\ntitle: Router neu starten\n---\nZiehen Sie den Stecker. Warten Sie eine Minute.\n"
    )
    (tmp_path / "de" / "empty.md").write_text("")
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "a", "lang": "en", "title": "Reset", "text": "Press the small button."}\n'
        '{"id": "b", "lang": "fr", "title": "Aide", "text": "Appuyez sur le bouton."}\n'
    )
    found = read_sources([tmp_path])
    assert [(s.document.lang, s.document.title) for s in found] == [
        ("en", "Reset"),
        ("de", "Router neu starten"),
    ]
    assert found[1].sentences() == ["Ziehen Sie den Stecker.", "Warten Sie eine Minute."]


def test_headings_are_no_sentences():
    text = "## Ein Titel mit vielen Wörtern darin\n\nUnd darunter steht ein Satz."
    source = Source(SearchDocument("a", "de", "A", text), "de/a")
    assert source.sentences() == ["Und darunter steht ein Satz."]
    assert source.headings() == ["Ein Titel mit vielen Wörtern darin"]
