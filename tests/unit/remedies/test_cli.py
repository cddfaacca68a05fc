"""`portal attempts recognise`: a line in, a line out, and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import cli
from portal.remedies import cli as command
from search.encoder import Encoder, ModelUnavailable
from tests.unit.search.hash_encoder import HashEncoder

CATALOGUE = """
- id: seven
  title: {de: "Router neu starten", en: "Restart the router"}
  aliases: {de: ["Modem neu gestartet"], en: ["rebooted the modem"]}
- id: nine
  title: {de: "Cache leeren"}
"""


@pytest.fixture
def remedies(tmp_path: Path) -> Path:
    file = tmp_path / "remedies.yaml"
    file.write_text(CATALOGUE, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def _small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load_encoder", HashEncoder)


def recognise(remedies: Path, source: str | bytes) -> Result:
    return CliRunner().invoke(cli, ["attempts", "recognise", "--remedies", str(remedies)], source)


def test_each_line_is_answered_in_order(remedies):
    lines = [
        {"id": "a", "lang": "de", "text": "Ich habe den Router neu gestartet, ohne Erfolg."},
        {"id": 2, "lang": "en", "text": "Should I restart the router?", "class": "noise"},
        {"id": "a", "lang": "xx", "text": ""},
    ]
    result = recognise(remedies, "\n".join(map(json.dumps, lines)))
    assert result.exit_code == 0
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "id": "a",
            "attempts": [
                {
                    "remedy": "seven",
                    "outcome": "no_change",
                    "quote": "Ich habe den Router neu gestartet",
                }
            ],
        },
        {"id": 2, "attempts": []},
        {"id": "a", "attempts": []},
    ]


@pytest.mark.parametrize(
    "bad",
    [
        "no json",
        "[]",
        '{"id": 1}',
        '{"text": "x"}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "lang": 1, "text": "x"}',
        "",
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_bad_line_ends_it_with_its_number(remedies, bad):
    good = b'{"id": 1, "lang": "de", "text": "Guten Tag"}\n'
    result = recognise(remedies, good + (bad if isinstance(bad, bytes) else bad.encode()) + b"\n")
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("content", ["{", "a: 1", "- 5", "- title: {de: x}", b"\xff"])
def test_a_bad_catalogue_is_named(remedies, content):
    remedies.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = recognise(remedies, "")
    assert result.exit_code == 2
    assert "remedies.yaml" in result.stderr
    assert result.stdout == ""


def test_a_missing_catalogue_is_named(tmp_path):
    assert recognise(tmp_path / "none.yaml", "").exit_code == 2


def test_without_a_model_words_do_and_it_says_so(remedies, monkeypatch):
    def none() -> Encoder:
        raise ModelUnavailable("model_missing")

    monkeypatch.setattr(command, "load_encoder", none)
    result = recognise(remedies, '{"id": 1, "lang": "de", "text": "Router neu gestartet."}')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["attempts"][0]["remedy"] == "seven"
    assert "model_missing" in result.stderr


def test_half_a_surrogate_pair_goes_out_as_it_came(remedies):
    line = b'{"id": 1, "text": "Router neu gestartet \\ud83d, ohne Erfolg"}\n'
    result = recognise(remedies, line)
    assert result.exit_code == 0
    (attempt,) = json.loads(result.stdout)["attempts"]
    assert attempt["quote"].startswith("Router neu gestartet")
