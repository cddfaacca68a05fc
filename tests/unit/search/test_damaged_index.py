"""An index of which something is missing: it answers with the rest, and says what is missing."""

import shutil
from contextlib import closing

import pytest

from search.engine import IndexWriter, SearchEngine
from search.request import Mode, SearchRequest
from search.results import FallbackReason
from tests.unit.search.hash_encoder import HashEncoder
from tests.unit.search.test_engine import DOCUMENTS


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


# Whoosh leaves a file open when it can't read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_without_a_keyword_index_meaning_is_searched(folder, encoder):
    for path in next(folder.glob("g*/keyword")).iterdir():
        path.write_bytes(b"")
    with closing(SearchEngine.open(folder, encoder)) as engine:
        result = engine.search(SearchRequest("Stecker ziehen Router"))
        problems = engine.status().problems

    assert (result.mode, result.fallback) == (Mode.SEMANTIC, FallbackReason.KEYWORD_INDEX_MISSING)
    assert result.hits[0].id == "de:router"
    assert problems[0].startswith("keyword_index_missing")


# Whoosh leaves a file open when it can't read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_damage_that_only_a_search_comes_upon_is_named_once(folder, encoder):
    for path in next(folder.glob("g*/keyword")).glob("*.seg"):
        path.write_bytes(b"x" * path.stat().st_size)
    with closing(SearchEngine.open(folder, None)) as engine:
        results = [engine.search(SearchRequest("Stecker")) for _ in range(3)]
        problems = engine.status().problems

    assert {result.fallback for result in results} == {FallbackReason.KEYWORD_INDEX_MISSING}
    assert {result.mode for result in results} != {Mode.SEMANTIC}
    assert [name.split(":")[0] for name in problems] == ["keyword_index_missing"]


def test_an_open_index_whose_files_went_away_still_finds(folder, engine):
    query = SearchRequest("Stecker ziehen Router")
    assert engine.search(query).hits[0].passage is not None
    shutil.rmtree(next(folder.glob("g*")))

    result = engine.search(query)

    assert result.hits[0].id == "de:router"
    assert result.hits[0].passage is None
    assert engine.passages(query, ["de:router"]) == {}
    assert engine.correction("Rotuer") is None
    assert "texts_missing" in {name.split(":")[0] for name in engine.status().problems}


@pytest.mark.parametrize("damage", [b"", b"no database" * 1000])
def test_without_vectors_words_are_searched(folder, encoder, damage):
    next(folder.glob("g*/vectors.sqlite")).write_bytes(damage)
    with closing(SearchEngine.open(folder, encoder)) as engine:
        assert engine.search(SearchRequest("stecker")).fallback is FallbackReason.VECTORS_MISSING
        assert engine.status().problems[0].startswith("vectors_missing")


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (None, "index_missing"),
        (b"", "manifest_broken"),
        (b'{"format": 3, "generation": "g0', "manifest_broken"),
        (b'{"format": 1}', "manifest_broken"),
        (b"\xff\x00", "manifest_broken"),
    ],
)
def test_while_the_manifest_is_broken_what_was_loaded_is_searched_and_the_damage_named(
    folder, engine, damage, name
):
    query = SearchRequest("Stecker ziehen Router", lang="de")
    before = engine.search(query)
    manifest = folder / "CURRENT"
    whole = manifest.read_bytes()
    if damage is None:
        manifest.unlink()
    else:
        manifest.write_bytes(damage)

    assert engine.search(query) == before
    assert engine.suggest(SearchRequest("rou"))
    assert [problem.split(":")[0] for problem in engine.status().problems] == [name]
    assert engine.status().documents == len(DOCUMENTS)

    manifest.write_bytes(whole)

    assert engine.search(query) == before
    assert engine.status().problems == ()


def test_after_a_broken_manifest_the_index_that_was_built_anew_is_taken_over(
    folder, engine, encoder
):
    engine.search(SearchRequest("Stecker"))
    (folder / "CURRENT").write_bytes(b"{")
    assert engine.search(SearchRequest("Stecker")).hits
    with IndexWriter(folder) as writer:
        assert writer.needs_rebuild(encoder)
        writer.rebuild(DOCUMENTS[2:], encoder)

    assert engine.status().problems == ()
    assert engine.status().documents == len(DOCUMENTS) - 2
    request = SearchRequest("Stecker", mode=Mode.KEYWORD)
    assert engine.search(request).hits == ()


def test_another_index_under_the_same_name_is_no_later_state_of_the_one_before(
    folder, engine, encoder
):
    engine.search(SearchRequest("Stecker"))
    shutil.rmtree(folder)
    with IndexWriter(folder) as writer:
        writer.rebuild(DOCUMENTS[2:], encoder)
        writer.update(DOCUMENTS[:1], [], encoder)

    assert engine.status().documents == len(DOCUMENTS) - 1
    assert engine.status().vectors == 10


@pytest.mark.parametrize("damage", [None, b"", b"{"])
def test_an_index_that_is_missing_or_damaged_gives_no_hits_and_a_reason(tmp_path, encoder, damage):
    if damage is not None:
        (tmp_path / "CURRENT").write_bytes(damage)
    with closing(SearchEngine.open(tmp_path, encoder)) as engine:
        result = engine.search(SearchRequest("router"))
        assert result.fallback is FallbackReason.INDEX_MISSING
        assert engine.suggest(SearchRequest("rou")) == ()
        assert len(engine.status().problems) == 1

        with IndexWriter(tmp_path) as writer:
            writer.rebuild(DOCUMENTS, encoder)

        assert engine.search(SearchRequest("router")).hits
