"""Tests that stand in a flow file are walked and compared."""

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.flow_tests import coverage, run_tests
from portal.troubleshooter.parsing import parse_flow
from tests.flows.sample_flow import SAMPLE

HEAD = SAMPLE[: SAMPLE.index("tests:")]


def walked(test: str):
    flow = parse_flow(f"{HEAD}tests:\n  - name: x\n{test}", catalogue=catalogue())
    results = run_tests(flow)
    return results[0], coverage(flow, results)


@pytest.mark.parametrize(
    "test",
    [
        "    expect: {path: [devices]}\n",
        "    answers: {devices: yes}\n    expect: {path: [devices, restart]}\n",
        "    answers: {devices: yes}\n    outcomes: {router.restart: solved}\n"
        "    expect: {path: [devices, restart, done], end: done}\n",
        "    answers: {devices: yes}\n    outcomes: {router.restart: solved}\n"
        "    expect: {path: [devices, restart], end: solved}\n",
        "    answers: {devices: no}\n    known: {outcomes: {wifi.channel: worse}}\n"
        "    expect: {skipped: [wifi.channel], end: escalate}\n",
        "    answers: {devices: yes}\n    known: {outcomes: {router.restart: unknown}}\n"
        "    outcomes: {router.restart: no_change}\n"
        "    expect: {path: [devices, restart, channel]}\n",
        "    answers: {devices: yes}\n    outcomes: {router.restart: unknown}\n"
        "    expect: {path: [devices, restart]}\n",
    ],
)
def test_a_walk_as_expected_passes(test):
    result, _ = walked(test)
    assert result.passed, result.differences


@pytest.mark.parametrize(
    ("test", "difference"),
    [
        ("    expect: {path: [devices, restart]}\n", "path: expected [devices, restart], walked"),
        (
            "    answers: {devices: yes}\n    expect: {path: [devices]}\n",
            "walked [devices, restart]",
        ),
        ("    expect: {end: done}\n", "stopped at “devices”, for want of a reply"),
        (
            "    answers: {devices: no}\n    outcomes: {wifi.channel: solved}\n"
            "    expect: {end: person}\n",
            "expected “person”, the walk stopped at “done”",
        ),
        (
            "    answers: {devices: no}\n    expect: {skipped: [wifi.channel]}\n",
            "skipped: [wifi.channel] was not skipped",
        ),
        (
            "    answers: {devices: yes}\n"
            "    known: {outcomes: {router.restart: no_change, wifi.channel: no_change}}\n"
            "    expect: {skipped: [router.restart]}\n",
            "skipped: [wifi.channel] was not expected",
        ),
    ],
)
def test_what_differs_is_told(test, difference):
    result, _ = walked(test)
    assert not result.passed
    assert any(difference in told for told in result.differences), result.differences


def test_coverage_tells_what_no_test_came_across():
    _, missed = walked(
        "    answers: {devices: no}\n    outcomes: {wifi.channel: solved}\n"
        "    expect: {end: done}\n"
    )
    assert missed.steps == ("restart", "person")
    assert missed.options == (("devices", "yes"), ("devices", "unsure"))
    assert missed.ends == ("person",)


def test_an_outcome_counts_only_once_the_walk_has_come_to_its_remedy():
    source = HEAD.replace("start: devices", "start: channel") + (
        "tests:\n  - name: x\n"
        "    outcomes: {router.restart: no_change}\n    expect: {end: person}\n"
    )
    [result] = run_tests(parse_flow(source, catalogue=catalogue()))
    assert result.passed, result.differences
