import json
from itertools import pairwise

import pytest

import search.__main__ as command
from search.encoder import ModelUnavailable
from tests.unit.search.hash_encoder import HashEncoder

CORPUS = [
    {"id": "a", "lang": "de", "title": "Router", "text": "Stecker ziehen."},
    {"id": "b", "lang": "de", "title": "Telefon", "text": "Hörer abheben."},
    {"id": "c", "lang": "en", "title": "Router", "text": "Pull the plug."},
    {"id": "d", "lang": "en", "title": "Router", "text": "Pull the plug."},
]
QUERIES = [{"id": "q1", "lang": "de", "text": "Router"}, {"id": "q2", "lang": "de", "text": ""}]


def no_model():
    raise ModelUnavailable("model_missing")


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return str(path)


@pytest.fixture(autouse=True)
def model(monkeypatch):
    monkeypatch.setattr(command, "load_encoder", HashEncoder)


@pytest.fixture
def paths(tmp_path):
    corpus = write_lines(tmp_path / "corpus.jsonl", CORPUS)
    queries = write_lines(tmp_path / "queries.jsonl", QUERIES)
    return corpus, str(tmp_path / "index"), queries


@pytest.fixture
def indexed(paths, capsys):
    assert command.main(["index", *paths[:2]]) == 0
    capsys.readouterr()
    return paths


def test_indexing_reports_one_json_line_and_progress_beside_it(paths, capsys):
    assert command.main(["index", *paths[:2]]) == 0

    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert list(report) == ["documents", "chunks", "seconds", "documents_per_second", "bytes"]
    assert (report["documents"], report["chunks"]) == (4, 4)
    assert printed.out.count("\n") == 1
    assert "100%" in printed.err


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_a_run_ranks_every_document_with_falling_scores(indexed, capsys, mode):
    assert command.main(["run", indexed[1], indexed[2], "--mode", mode]) == 0

    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    first = [row for row in rows if row[0] == "q1"]
    assert sorted(row[2] for row in first) == ["a", "b", "c", "d"]
    assert [row[3] for row in first] == ["1", "2", "3", "4"]
    scores = [float(row[4]) for row in first]
    assert all(a > b for a, b in pairwise(scores))
    assert {(row[1], row[5]) for row in rows} == {("Q0", "lotse")}
    assert first[0][2] == "a"


def test_words_alone_need_no_model(indexed, capsys, monkeypatch):
    monkeypatch.setattr(command, "load_encoder", no_model)

    assert command.main(["run", indexed[1], indexed[2], "--mode", "keyword", "--limit", "2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_without_a_model_a_run_stops_with_three(indexed, capsys, monkeypatch, mode):
    monkeypatch.setattr(command, "load_encoder", no_model)

    assert command.main(["run", indexed[1], indexed[2], "--mode", mode]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no model: model_missing" in printed.err


def test_an_index_without_vectors_stops_a_hybrid_run_with_three(paths, capsys, monkeypatch):
    monkeypatch.setattr(command, "load_encoder", no_model)
    assert command.main(["index", *paths[:2]]) == 0
    monkeypatch.setattr(command, "load_encoder", HashEncoder)

    assert command.main(["run", *paths[1:]]) == 3
    assert "no vectors" in capsys.readouterr().err


def test_timings_are_written_per_query(indexed, tmp_path):
    path = tmp_path / "timings.jsonl"

    assert command.main(["run", indexed[1], indexed[2], "--timings", str(path)]) == 0

    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["id"] for row in rows] == ["q1", "q2"]
    assert all(row["milliseconds"] >= 0 for row in rows)


@pytest.mark.parametrize("form", ["table", "json"])
def test_an_evaluation_names_its_measures(indexed, tmp_path, capsys, form):
    judgements = tmp_path / "qrels.tsv"
    judgements.write_text("q1\ta\t2\n")

    assert (
        command.main(["evaluate", indexed[1], indexed[2], str(judgements), "--format", form]) == 0
    )

    printed = capsys.readouterr().out
    for name in ("ndcg@10", "recall@10", "mrr@10", "zero_result_rate"):
        assert name in printed
    if form == "json":
        assert json.loads(printed)["ndcg@10"] == 1.0


def test_a_bad_corpus_is_refused_with_its_line(tmp_path, capsys):
    corpus = write_lines(tmp_path / "bad.jsonl", [CORPUS[0], CORPUS[1] | {"id": "b b"}])

    assert command.main(["index", corpus, str(tmp_path / "index")]) == 2
    assert "bad.jsonl, line 2" in capsys.readouterr().err


def test_a_folder_without_an_index_is_refused(paths, capsys):
    assert command.main(["run", *paths[1:]]) == 2
    assert "no index here" in capsys.readouterr().err
