"""Documentation that cannot fall behind: settings, commands, decisions, lengths."""

import inspect
import re
from pathlib import Path

import click
import pytest

from portal.cli import cli
from search.corpus_files import read_corpus

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = README + "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))
)
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
SETTING = re.compile(r"\bPORTAL_[A-Z_]+[A-Z]\b")
CODE = [
    path
    for package in ("portal", "search", "bootstrap")
    for path in sorted((ROOT / package).rglob("*.py"))
]


def settings_in_code() -> set[str]:
    return {name for path in CODE for name in SETTING.findall(path.read_text(encoding="utf-8"))}


def commands(command: click.Command, name: str) -> list[str]:
    if not isinstance(command, click.Group):
        return [name]
    return [
        line
        for word, below in command.commands.items()
        for line in commands(below, f"{name} {word}")
    ]


def test_every_setting_is_explained_in_the_readme():
    assert sorted(settings_in_code() - set(SETTING.findall(README))) == []


def test_the_documents_name_no_setting_that_is_gone():
    assert sorted(set(SETTING.findall(DOCS)) - settings_in_code()) == []


@pytest.mark.parametrize("command", commands(cli, "portal"))
def test_every_command_is_explained(command):
    assert f"`{command}" in DOCS, f"explain `{command}` in README.md or docs/commands.md"


def test_every_field_of_a_corpus_is_explained():
    fields = re.findall(r'fields(?:, |\.get\()"(\w+)"', inspect.getsource(read_corpus))
    explained = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    _, _, explained = explained.partition("`python -m search index")
    explained, _, _ = explained.partition("`python -m search run")
    assert {"lang", "title", "text"} < set(fields)
    assert [name for name in fields if not re.search(rf'[`"]{name}[`"]', explained)] == []


def test_the_readme_can_be_read_in_one_go():
    assert README.count("\n") <= 150


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_short_and_complete(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 60
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings == ["Context", "Decision", "What was measured", "Consequences"]


def test_decisions_named_in_the_code_exist():
    known = {path.name[:4] for path in DECISIONS}
    named = {
        (number, str(path.relative_to(ROOT)))
        for path in CODE
        for number in re.findall(r"docs/adr/(\d{4})", path.read_text(encoding="utf-8"))
    }
    assert sorted(place for place in named if place[0] not in known) == []
