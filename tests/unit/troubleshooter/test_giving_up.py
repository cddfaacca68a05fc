"""When a flow offers a person by itself."""

import pytest

from portal.troubleshooter.giving_up import gives_up, without_effect
from portal.troubleshooter.position import Tried
from portal.troubleshooter.walk import way_of
from tests.flows.sample_flow import flow_of

REMEDIES = ("dns.check_records", "dns.flush_cache", "device.restart", "device.disable_vpn")


def four_remedies():
    steps = ""
    for number, remedy in enumerate(REMEDIES):
        then = f"s{number + 1}" if number + 1 < len(REMEDIES) else "person"
        steps += (
            f"  s{number}:\n    do: {remedy}\n"
            f"    next: {{solved: done, no_change: {then}, worse: person, could_not: {then}}}\n"
        )
    return flow_of(steps, start="s0")


def way(*outcomes: str, here: bool = True):
    attempts = {
        remedy: Tried(outcome, here=here)
        for remedy, outcome in zip(REMEDIES, outcomes, strict=False)
    }
    return way_of(four_remedies(), {}, attempts, {}, {})


@pytest.mark.parametrize(
    ("outcomes", "gives"),
    [
        ((), False),
        (("no_change",) * 2, False),
        (("no_change",) * 3, True),
        (("no_change", "could_not", "no_change"), False),
        (("no_change",) * 4, False),  # a person is there anyway
    ],
)
def test_three_remedies_without_effect_are_enough(outcomes, gives):
    assert gives_up(way(*outcomes)) is gives


def test_what_was_tried_elsewhere_took_none_of_the_flows_time():
    assert without_effect(way("no_change", "no_change", "no_change", here=False)) == 0


def test_who_went_on_is_asked_after_three_more():
    assert not gives_up(way("no_change", "no_change", "no_change"), went_on_after=3)
    assert gives_up(way("no_change", "no_change", "no_change"), went_on_after=0)
