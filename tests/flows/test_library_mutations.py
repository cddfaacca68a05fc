"""The linter finds each of its faults in each of the flows that ship, where it was planted.

A rule can be broken in several ways (`faults`). In every flow each rule is broken in one of them,
or in two where there are many, another way from flow to flow.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from portal.troubleshooter.flow_files import LIBRARY, flow_files
from portal.troubleshooter.lint_world import load_world
from portal.troubleshooter.linting import lint_source
from tests.flows.faults import every_fault
from tests.flows.faults.planting import CannotBePlanted, Draft, Fault, Original
from tests.flows.faults.texts import ARCHIVED

SHIPPED = load_world([LIBRARY], today=date(2026, 11, 23))
WORLD = replace(SHIPPED, articles={**(SHIPPED.articles or {}), ARCHIVED: True})
FLOWS = {file.stem: Original(file, WORLD.called[file.stem]) for file in flow_files([LIBRARY])}
RULES = [f"F{number:02}" for number in range(1, 34)]
MANY = 4


def chosen() -> Iterator[tuple[Fault, str]]:
    """Which faults are planted in which flow."""
    for rule in RULES:
        ways = [fault for fault in every_fault() if fault.rule == rule]
        for number, flow in enumerate(FLOWS):
            first = number % len(ways)
            fitting = [way for way in (*ways[first:], *ways[:first]) if has_room(flow, way)]
            yield from ((way, flow) for way in fitting[: 2 if len(ways) >= MANY else 1])


def has_room(flow: str, fault: Fault) -> bool:
    """Can the fault be planted? A fault says itself for want of what it cannot."""
    try:
        fault.plant(Draft(FLOWS[flow]))
    except CannotBePlanted:
        return False
    return True


PLANTED = list(chosen())


def test_every_rule_is_broken_in_every_flow():
    assert {(fault.rule, flow) for fault, flow in PLANTED} == {
        (rule, flow) for rule in RULES for flow in FLOWS
    }
    assert {fault for fault, _ in PLANTED} == set(every_fault())


@pytest.mark.parametrize("flow", FLOWS)
def test_noise_nothing_is_found_where_nothing_was_planted(flow):
    assert lint_source(Draft(FLOWS[flow]).write().text, WORLD, old=FLOWS[flow].flow) == ()


@pytest.mark.parametrize(
    ("fault", "flow"),
    PLANTED,
    ids=[f"{fault.rule}-{fault.name}-{flow}" for fault, flow in PLANTED],
)
def test_a_fault_is_found_where_it_was_planted(fault, flow):
    draft = Draft(FLOWS[flow])
    near = fault.plant(draft)
    written = draft.write()
    problems = lint_source(written.text, WORLD, old=draft.old)
    said = [f"{found.line}: {found.rule} {found.message} ({found.fix})" for found in problems]
    mine = [found for found in problems if found.rule == fault.rule]
    assert {found.line for found in mine} & set(written.expected(near)), said
    assert all(found.fix for found in mine), said
