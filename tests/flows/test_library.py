"""The flows that ship: readable, and walked by their own tests to every end."""

from pathlib import Path

import pytest

import portal.troubleshooter
from portal.remedies.catalogue import catalogue
from portal.troubleshooter.flow_tests import coverage, run_tests
from portal.troubleshooter.parsing import parse_flow
from portal.troubleshooter.position import Wanted
from portal.troubleshooter.replay import resolve

LIBRARY = Path(portal.troubleshooter.__file__).with_name("library")
FILES = sorted(LIBRARY.glob("*.yaml"))


def parsed(file):
    source = file.read_text(encoding="utf-8")
    return parse_flow(source, catalogue=catalogue(), texts=LIBRARY / "text")


FLOWS = {file.stem: parsed(file) for file in FILES}


@pytest.fixture(params=FLOWS.values(), ids=FLOWS)
def flow(request):
    return request.param


def test_its_tests_pass_and_leave_nothing_out(flow):
    results = run_tests(flow, FLOWS)
    assert {result.test.name: result.differences for result in results if not result.passed} == {}
    missed = coverage(flow, results)
    assert (missed.steps, missed.options) == ((), ())


def test_its_file_is_named_after_it(flow):
    assert flow.id in {file.stem for file in FILES}
    assert len(flow.steps) >= 8


def test_it_begins_with_something_to_do(flow):
    assert resolve(flow, {}, {}, {}).wants in (Wanted.ANSWER, Wanted.REMEDY)
