"""Flows that call each other."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.troubleshooter.lint_files import lint_files
from portal.troubleshooter.lint_world import load_world
from portal.troubleshooter.linting import lint_source
from tests.unit.troubleshooter.flow_changes import CLEAN, WORLD

CALL = "  remove:\n    call: {}\n    next: {{solved: done, escalate: person}}\n"


def calling(target: str, id_: str = "page-is-slow") -> str:
    """The clean flow under another id, with a step that calls a flow."""
    before, _, after = CLEAN.partition("  remove:\n")
    rest = after[after.index("  done:") :]
    source = before + CALL.format(target) + rest
    return source.replace("id: page-is-slow\n", f"id: {id_}\n")


def rings(source, calls):
    world = replace(WORLD, flows={*WORLD.flows, *calls}, calls=calls)
    return [problem for problem in lint_source(source, world) if problem.rule == "F33"]


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ({"a": frozenset({"page-is-slow"})}, "“page-is-slow” → “a” → “page-is-slow”"),
        ({"a": frozenset({"b"}), "b": frozenset({"c", "page-is-slow"})}, "→ “a” → “b” →"),
    ],
    ids=["two", "three"],
)
def test_a_ring_of_calls_is_an_error_that_names_its_flows(calls, said):
    [problem] = rings(calling("a"), calls)
    assert problem.severity.value == "error"
    assert said in problem.message
    assert problem.fix
    assert "call: a" in calling("a").splitlines()[problem.line - 1]


def test_a_flow_that_calls_itself_is_a_ring():
    assert len(rings(calling("page-is-slow"), {})) == 1


def test_calls_that_do_not_come_back_are_fine():
    others_ring = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"b"})}
    assert rings(calling("a"), others_ring) == []
    assert rings(CLEAN, {"a": frozenset({"page-is-slow"})}) == []


def test_files_that_are_linted_together_are_known_to_each_other(tmp_path):
    for id_, target in (("first", "second"), ("second", "first"), ("third", "first")):
        (tmp_path / f"{id_}.yaml").write_text(calling(target, id_), encoding="utf-8")
    world = load_world([tmp_path], today=WORLD.today)

    found = [each for each in lint_files([tmp_path], world) if each.problem.rule == "F33"]

    assert [Path(each.file).stem for each in found] == ["first", "second"]
