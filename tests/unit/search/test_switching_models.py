"""Another model: embedded anew beside the running generation, which answers meanwhile."""

from contextlib import closing

import numpy as np
import pytest

from search.documents import SearchDocument
from search.embedding import load_encoder
from search.engine import IndexWriter, SearchEngine
from search.generations import read_manifest
from search.pair_encoder import PairEncoder
from search.request import Mode, SearchRequest
from tests.unit.search.hash_encoder import HashEncoder
from tests.unit.search.tiny_models import sentence_transformer_directory

DOCUMENTS = [
    SearchDocument("de:router", "de", "Router", "Der Router blinkt rot."),
    SearchDocument("en:mail", "en", "Mail", "The mail does not arrive."),
]


def test_the_old_generation_answers_by_meaning_until_the_new_one_stands(tmp_path):
    before, after = HashEncoder("before:64:1"), HashEncoder("after:64:1")
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(DOCUMENTS, before)
    asked = SearchRequest("Router", mode=Mode.SEMANTIC)
    modes = []

    with (
        closing(SearchEngine.open(tmp_path, before)) as engine,
        IndexWriter(tmp_path) as writer,
    ):
        assert writer.needs_rebuild(after)
        assert not writer.needs_rebuild(before)

        def meanwhile(stage, done, total):
            modes.append(engine.search(asked).mode)

        report = writer.rebuild(DOCUMENTS, after, meanwhile)

        assert not writer.needs_rebuild(after)
    assert report.embedded == 4
    assert set(modes) == {Mode.SEMANTIC}
    with closing(SearchEngine.open(tmp_path, after)) as engine:
        assert engine.search(asked).mode is Mode.SEMANTIC


def test_a_model_that_fails_on_the_way_leaves_words_and_the_vectors_for_later(tmp_path):
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(DOCUMENTS, HashEncoder("before:64:1"))
        broken = HashEncoder("after:64:1")
        broken.broken = True
        writer.rebuild(DOCUMENTS, broken)
        with closing(SearchEngine.open(tmp_path, broken)) as engine:
            assert engine.search(SearchRequest("Router")).mode is Mode.KEYWORD

        broken.broken = False
        report = writer.update(DOCUMENTS, [], broken)

    assert report.without_vectors == 0
    with closing(SearchEngine.open(tmp_path, broken)) as engine:
        assert engine.search(SearchRequest("Router")).mode is Mode.HYBRID


def test_setting_up_the_second_model_is_a_switch_too(tmp_path):
    alone = HashEncoder("first:64:1")
    pair = PairEncoder(alone, HashEncoder("second:64:1"))
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(DOCUMENTS, alone)
        assert writer.needs_rebuild(pair)
        with closing(SearchEngine.open(tmp_path, pair)) as engine:
            meanwhile = engine.search(SearchRequest("the mail", "en"))
        writer.rebuild(DOCUMENTS, pair)
        assert writer.needs_rebuild(alone)

    assert (meanwhile.mode, meanwhile.hits[0].id) == (Mode.HYBRID, "en:mail")
    with closing(SearchEngine.open(tmp_path, alone)) as engine:
        assert engine.search(SearchRequest("the mail", "en")).mode is Mode.HYBRID
    with closing(SearchEngine.open(tmp_path, pair)) as engine:
        assert engine.search(SearchRequest("the mail", "en")).hits[0].id == "en:mail"


@pytest.mark.slow
def test_any_model_of_sentence_transformers_takes_the_place_of_another(tmp_path):
    models = [sentence_transformer_directory(tmp_path / f"model-{n}", seed=n) for n in (1, 2)]
    first, second = (load_encoder(str(path)) for path in models)
    index = tmp_path / "index"
    with IndexWriter(index) as writer:
        writer.rebuild(DOCUMENTS, first)
        generation = read_manifest(index).generation
        writer.rebuild(DOCUMENTS, second)

    assert read_manifest(index).generation != generation
    with closing(SearchEngine.open(index, second)) as engine:
        ranking = engine.rank(SearchRequest("Router", mode=Mode.SEMANTIC))
    assert ranking.fallback is None
    assert np.isfinite(ranking.scores).all()
