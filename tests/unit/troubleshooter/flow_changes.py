"""One clean flow, and what the linter says when a passage of it is changed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.lint_subject import World
from portal.troubleshooter.linting import lint_source
from portal.troubleshooter.problems import Problem

CLEAN_FILE = Path(__file__).with_name("clean_flow.yaml")
CLEAN = CLEAN_FILE.read_text(encoding="utf-8")
WORLD = World(
    catalogue=catalogue(),
    articles={"website-slow": False, "website-old": True},
    queues={"support", "web"},
    flows={"mail-send-fails"},
    today=date(2026, 11, 23),
)


@dataclass(frozen=True)
class Change:
    """`old` becomes `new`, and exactly `rule` is found, in the line with `at` in it."""

    rule: str
    severity: str
    old: str
    new: str
    at: str


def cases(*changes: Change) -> pytest.MarkDecorator:
    """A test with the parameter `change`, named by rule and number."""
    seen: Counter[str] = Counter()
    names = []
    for change in changes:
        seen[change.rule] += 1
        names.append(f"{change.rule}-{seen[change.rule]}")
    return pytest.mark.parametrize("change", changes, ids=names)


def error(rule: str, old: str, new: str, at: str = "") -> Change:
    """A change that makes an error; without `at` in the last line of what is new."""
    return Change(rule, "error", old, new, at or new.splitlines()[-1])


def warning(rule: str, old: str, new: str, at: str = "") -> Change:
    """A change that makes a warning."""
    return Change(rule, "warning", old, new, at or new.splitlines()[-1])


def changed(*changes: tuple[str, str], source: str = CLEAN) -> str:
    """The flow with each of the passages, which stand there once, replaced."""
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} stands in the flow {source.count(old)} times"
        source = source.replace(old, new)
    return source


def findings(source: str) -> list[Problem]:
    return list(lint_source(source, WORLD))


def rules(source: str) -> list[str]:
    return [problem.rule for problem in findings(source)]


def check(change: Change) -> None:
    source = changed((change.old, change.new))
    lines = source.splitlines()
    problems = findings(source)
    said = [f"{problem.rule}, line {problem.line}: {problem.message}" for problem in problems]
    assert [problem.rule for problem in problems] == [change.rule], said
    [problem] = problems
    assert problem.severity.value == change.severity
    assert change.at in lines[problem.line - 1], said
    assert 1 <= problem.column <= len(lines[problem.line - 1])
    assert problem.message
    assert problem.fix or problem.rule == "F01"
