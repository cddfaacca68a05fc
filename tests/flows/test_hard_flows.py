"""The hardest flows we know of elsewhere, in our format: it carries their questions, ways and ends.

What it does not carry stands in docs/flows.md, “What flows do not do”. `hard/` holds the structure
of four of GOV.UK's Smart Answers and of one diagnosis of routers, in words of our own.
"""

from datetime import date
from pathlib import Path

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.definition import End, Question, RemedyStep
from portal.troubleshooter.flow_tests import coverage, run_tests
from portal.troubleshooter.lint_files import lint_files
from portal.troubleshooter.lint_world import load_world
from portal.troubleshooter.parsing import parse_flow
from portal.troubleshooter.problems import Severity

HARD = Path(__file__).with_name("hard")
FILES = sorted(HARD.glob("*.yaml"))
WORLD = load_world([HARD], today=date(2026, 11, 23))
SIZES = {  # questions, and ends that differ; as in the originals
    "benefits-abroad": (28, 62),
    "check-uk-visa": (14, 25),
    "inherits-without-will": (14, 31),
    "statutory-sick-pay": (18, 8),
    "router-diagnosis": (25, 10),
}


FLOWS = {
    file.stem: parse_flow(file.read_text(encoding="utf-8"), catalogue=catalogue()) for file in FILES
}


@pytest.fixture(params=FLOWS.values(), ids=FLOWS)
def flow(request):
    return request.param


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_linter_finds_no_error(file):
    errors = [
        f"{entry.problem.line}: {entry.problem.rule} {entry.problem.message}"
        for entry in lint_files([file], WORLD)
        if entry.problem.severity is Severity.ERROR
    ]
    assert errors == []


def test_every_step_and_option_is_walked(flow):
    results = run_tests(flow)
    assert {result.test.name: result.differences for result in results if not result.passed} == {}
    missed = coverage(flow, results)
    assert (missed.steps, missed.options) == ((), ())


def test_nothing_of_the_original_is_missing(flow):
    questions = sum(isinstance(step, Question) for step in flow.steps.values())
    ends = [
        step.id for step in flow.steps.values() if isinstance(step, End) and step.id != "person"
    ]
    least_questions, least_ends = SIZES[flow.id]
    assert questions >= least_questions
    assert len(ends) >= least_ends


def test_no_end_stands_there_twice_for_another_condition(flow):
    titles = [step.title["en"] for step in flow.steps.values() if isinstance(step, End)]
    assert len(set(titles)) == len(titles)
    assert not any(step.when for step in flow.steps.values() if isinstance(step, End))


def test_the_diagnosis_of_routers_waits_asks_for_consent_and_looks_again():
    steps = FLOWS["router-diagnosis"].steps
    actions = [step for step in steps.values() if isinstance(step, RemedyStep)]
    assert len(steps) >= 57
    assert sum(step.wait_minutes is not None for step in actions) == 3
    assert "router.factory_reset" in {step.remedy for step in actions}
    assert [id_ for id_, step in steps.items() if step.most_visits] == [
        "wan_light",
        "wan_status",
        "works_now",
        "stable",
    ]
