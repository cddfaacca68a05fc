"""`portal replies check`: a line in, a line out, and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import cli
from portal.remedies import replies_cli as command
from search.encoder import Encoder, ModelUnavailable

CATALOGUE = """
- id: seven
  title: {de: "Router neu starten", en: "Restart the router"}
  aliases: {de: ["Modem neu gestartet"], en: ["rebooted the modem"]}
- id: nine
  title: {de: "Cache leeren", en: "Clear the cache"}
"""
GOOD = '{"id": 1, "lang": "de", "reply": "Guten Tag", "attempts": []}\n'


def no_model() -> Encoder:
    raise ModelUnavailable("model_missing: none here")


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load_encoder", no_model)


@pytest.fixture
def remedies(tmp_path: Path) -> Path:
    file = tmp_path / "remedies.yaml"
    file.write_text(CATALOGUE, encoding="utf-8")
    return file


def check(remedies: Path, source: str | bytes) -> Result:
    return CliRunner().invoke(cli, ["replies", "check", "--remedies", str(remedies)], source)


def test_each_line_is_answered_in_order_with_the_attempt_as_it_came(remedies):
    reply = "Danke. Bitte starten Sie den Router neu."
    attempt = {"remedy": "seven", "text": "Router neu gestartet", "at": [1, {"noise": None}]}
    lines = [
        {"id": "a", "lang": "de", "reply": reply, "attempts": [attempt, {"remedy": "nine"}]},
        {"id": 2, "lang": "en", "reply": "Thank you.", "attempts": [attempt], "class": "noise"},
        {"id": "a", "lang": "xx", "reply": "", "attempts": [{"remedy": None, "text": None}]},
        {"id": 3, "lang": "en", "reply": "Reboot the router.", "attempts": [{"text": "\ud800"}]},
    ]
    result = check(remedies, "\n".join(map(json.dumps, lines)))
    assert result.exit_code == 0
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "id": "a",
            "repeats": [{"attempt": attempt, "quote": "Bitte starten Sie den Router neu."}],
        },
        {"id": 2, "repeats": []},
        {"id": "a", "repeats": []},
        {"id": 3, "repeats": []},
    ]
    assert "by words alone" in result.stderr


@pytest.mark.parametrize(
    "bad",
    [
        "no json",
        "[]",
        '{"id": 1}',
        '{"reply": "x", "attempts": []}',
        '{"id": 1, "reply": null, "attempts": []}',
        '{"id": 1, "reply": "x"}',
        '{"id": 1, "reply": "x", "attempts": {"remedy": "seven"}}',
        '{"id": 1, "reply": "x", "attempts": ["seven"]}',
        '{"id": 1, "reply": "x", "attempts": [{"text": 5}]}',
        '{"id": 1, "lang": 1, "reply": "x", "attempts": []}',
        "",
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_bad_line_ends_it_with_its_number(remedies, bad):
    result = check(
        remedies, GOOD.encode() + (bad if isinstance(bad, bytes) else bad.encode()) + b"\n"
    )
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1]


@pytest.mark.parametrize("catalogue", ["", "no: list", "- 5", "a: [", "- title: {de: x}"])
def test_a_catalogue_that_cannot_be_read_is_named(remedies, catalogue):
    remedies.write_text(catalogue, encoding="utf-8")
    result = check(remedies, GOOD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "remedies.yaml" in result.stderr
