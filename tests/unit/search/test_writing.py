from contextlib import closing
from dataclasses import replace

import pytest

from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.generations import IndexLocked, read_manifest
from search.request import SearchRequest
from search.store import read_words
from tests.unit.search.hash_encoder import HashEncoder

A = SearchDocument("a", "de", "Router", "## Eins\n\nStecker ziehen.\n\n## Zwei\n\nWarten.")
B = SearchDocument("b", "de", "Telefon", "Hörer abheben.")


@pytest.fixture
def encoder():
    return HashEncoder()


@pytest.fixture
def writer(tmp_path):
    with IndexWriter(tmp_path) as opened:
        yield opened


def found(folder, text, encoder):
    with closing(SearchEngine.open(folder, encoder)) as engine:
        return [hit.id for hit in engine.search(SearchRequest(text)).hits]


def test_only_changed_passages_are_embedded_again(writer, encoder):
    writer.rebuild([A, B], encoder)
    encoder.encoded.clear()

    report = writer.update([replace(A, text=A.text.replace("Warten", "Geduld")), B], [], encoder)

    assert encoder.encoded == ["Router › Zwei\nGeduld."]
    assert (report.indexed, report.unchanged, report.embedded) == (1, 1, 1)
    assert report.without_vectors == 0


def test_a_rebuild_uses_vectors_again_and_another_model_does_not(writer, encoder, tmp_path):
    writer.rebuild([A, B], encoder)
    encoder.encoded.clear()

    writer.rebuild([A, B], encoder)
    assert encoder.encoded == []

    other = HashEncoder("hash-2")
    assert writer.needs_rebuild(other)
    assert writer.rebuild([A, B], other).embedded == 5
    assert not writer.needs_rebuild(other)
    assert found(tmp_path, "Stecker", other)[0] == "a"


def test_words_are_found_at_once_and_vectors_follow(writer, encoder, tmp_path):
    writer.rebuild([A], encoder)

    first = writer.update([B], [], None)
    assert first.without_vectors == 1
    assert found(tmp_path, "Hörer", encoder)[0] == "b"

    second = writer.update([B], [], encoder)
    assert (second.embedded, second.without_vectors) == (2, 0)


def test_an_embedder_that_fails_costs_no_words(writer, encoder, tmp_path):
    writer.rebuild([A], encoder)
    encoder.broken = True

    report = writer.update([B], [], encoder)

    assert (report.indexed, report.without_vectors) == (1, 1)
    assert found(tmp_path, "Hörer", None) == ["b"]


def test_a_new_visibility_is_taken_over_without_the_model(writer, encoder, tmp_path):
    writer.rebuild([A, B], encoder)
    encoder.broken = True

    writer.update([replace(B, visibility="internal")], [], encoder)

    encoder.broken = False
    assert "b" not in found(tmp_path, "Hörer", encoder)


def test_an_index_begun_without_a_model_can_get_one(writer, encoder, tmp_path):
    writer.rebuild([A, B], None)
    assert found(tmp_path, "Stecker", encoder) == ["a"]

    writer.update([A, B], [], encoder)

    with closing(SearchEngine.open(tmp_path, encoder)) as engine:
        assert engine.search(SearchRequest("Stecker")).fallback is None


def test_a_repeated_update_changes_nothing(writer, encoder):
    writer.rebuild([A, B], encoder)

    report = writer.update([A, B], ["unknown"], encoder)

    assert (report.indexed, report.unchanged, report.deleted, report.documents) == (0, 2, 0, 2)


def test_an_update_without_an_index_builds_one(writer, encoder, tmp_path):
    assert writer.needs_rebuild(None)

    writer.update([A], [], encoder)

    assert found(tmp_path, "Stecker", encoder) == ["a"]


def test_the_generation_before_stays_for_open_readers_and_older_ones_go(writer, encoder, tmp_path):
    for _ in range(3):
        writer.rebuild([A], encoder)

    assert sorted(path.name for path in tmp_path.glob("g*")) == ["g000002", "g000003"]
    assert read_manifest(tmp_path).generation == "g000003"


def test_an_interrupted_rebuild_leaves_the_running_index(writer, encoder, tmp_path):
    writer.rebuild([A], encoder)

    def interrupt(stage, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writer.rebuild([A, B], encoder, interrupt)

    assert found(tmp_path, "Stecker", encoder) == ["a"]
    writer.rebuild([A, B], encoder)
    assert found(tmp_path, "Hörer", encoder)[0] == "b"


def test_an_interrupted_update_can_be_repeated(writer, encoder, tmp_path):
    writer.rebuild([A], encoder)

    def interrupt(stage, done, total):
        if stage == "keyword":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writer.update([B], ["a"], encoder, interrupt)
    assert found(tmp_path, "Stecker", encoder) == ["a"]

    writer.update([B], ["a"], encoder)
    assert found(tmp_path, "Stecker Hörer", encoder) == ["b"]


def segments(folder):
    return len(list(next(folder.glob("g*/keyword")).glob("*.seg")))


def test_small_commits_wait_for_nothing_and_are_merged_when_that_is_asked_for(
    writer, encoder, tmp_path
):
    writer.rebuild([A], encoder)
    for number in range(12):
        writer.update([replace(B, text=f"Hörer Nummer{number}.")], [], encoder)
    assert segments(tmp_path) == read_manifest(tmp_path).segments > 8

    writer.optimise()

    assert segments(tmp_path) == read_manifest(tmp_path).segments == 1
    assert found(tmp_path, "Nummer11", encoder)[0] == "b"
    assert found(tmp_path, "Stecker", encoder)[0] == "a"


def test_merging_by_day_leaves_the_large_segment_alone(writer, encoder, tmp_path):
    writer.rebuild([replace(A, id=f"a{number}") for number in range(200)], None)
    large = {path.name for path in next(tmp_path.glob("g*/keyword")).glob("*.seg")}
    for number in range(9):
        writer.update([replace(B, text=f"Hörer Nummer{number}.")], [], None)

    writer.optimise(whole=False)

    left = {path.name for path in next(tmp_path.glob("g*/keyword")).glob("*.seg")}
    assert large < left
    assert len(left) == read_manifest(tmp_path).segments < 8
    assert found(tmp_path, "Nummer8", None) == ["b"]


def test_a_change_that_is_there_already_writes_nothing(writer, encoder, tmp_path):
    writer.rebuild([A, B], encoder)
    writer.optimise()
    before = read_manifest(tmp_path)

    writer.update([A, B], ["unknown"], encoder)
    writer.update([A], [], None)

    assert read_manifest(tmp_path) == before


def test_vectors_are_written_again_only_when_there_are_new_ones(writer, encoder, tmp_path):
    writer.rebuild([A, B], encoder)
    before = read_manifest(tmp_path).vectors

    writer.update([], ["b"], encoder)
    assert read_manifest(tmp_path).vectors == before
    assert "b" not in found(tmp_path, "Hörer abheben", encoder)

    writer.update([B], [], encoder)
    assert read_manifest(tmp_path).vectors == before


def test_the_manifest_counts_the_documents_whose_meaning_is_not_known_yet(
    writer, encoder, tmp_path
):
    writer.rebuild([A, B], None)
    assert read_manifest(tmp_path).without_vectors == 2
    writer.update([A], [], encoder)
    assert read_manifest(tmp_path).without_vectors == 1
    writer.update([B], [], encoder)
    assert read_manifest(tmp_path).without_vectors == 0


def vocabulary(folder):
    return read_words(folder / read_manifest(folder).generation)


def test_the_vocabulary_follows_every_change_of_what_everybody_may_read_v12(writer, tmp_path):
    secret = replace(B, id="secret", text="Hörer Geheimwort.", visibility="internal")
    writer.rebuild([A, B, secret], None)
    assert vocabulary(tmp_path)["hörer"] == 1
    assert "geheimwort" not in vocabulary(tmp_path)

    public = replace(secret, visibility="public")
    writer.update([public, replace(A, keywords="Drossel")], [], None)
    assert (vocabulary(tmp_path)["hörer"], vocabulary(tmp_path)["drossel"]) == (2, 1)
    assert vocabulary(tmp_path)["geheimwort"] == 1

    writer.update([secret, replace(B, text="Taste drücken.")], [], None)
    assert not {"hörer", "geheimwort"} & set(vocabulary(tmp_path))

    writer.update([], ["a", "b", "secret"], None)
    assert vocabulary(tmp_path) == {}


def test_a_second_writer_is_refused(writer, tmp_path):
    with pytest.raises(IndexLocked):
        IndexWriter(tmp_path)


def test_documents_that_say_nothing_can_be_indexed(writer, encoder, tmp_path):
    empty = SearchDocument("leer", "de", "", "")

    report = writer.rebuild([empty, replace(empty, id="titel", title="Router")], encoder)

    assert (report.documents, report.chunks, report.embedded) == (2, 0, 1)
    assert found(tmp_path, "Router", encoder) == ["titel"]


def test_an_empty_index_can_be_searched(writer, encoder, tmp_path):
    writer.rebuild([], encoder)

    assert found(tmp_path, "Router", encoder) == []
