"""How many minutes are left: those of the longest way."""

from dataclasses import replace

from portal.troubleshooter.position import Tried
from portal.troubleshooter.remaining import remaining_minutes
from portal.troubleshooter.replay import resolve
from tests.flows.sample_flow import flow_of, sample

LOOP = """\
  a: {ask: single, title: {de: A, en: A}, options: [{id: x, de: X, en: X, next: b}]}
  b: {do: router.check_cables, next: {solved: a, no_change: a, worse: person, could_not: c}}
  c: {do: router.restart, next: {solved: done, no_change: done, worse: person, could_not: person}}
"""
BRANCHES = """\
  a: {ask: single, title: {de: A, en: A}, options: [{id: x, de: X, en: X, next: done},
      {id: y, de: Y, en: Y, next: b}]}
  b: {do: router.check_cables, next: {solved: done, no_change: person, worse: person, could_not: c}}
  c: {do: router.restart, next: {solved: done, no_change: done, worse: person, could_not: person}}
"""
LOOKING_BACK = """\
  a: {ask: single, title: {de: A, en: A}, options: [{id: x, de: X, en: X, next: b}]}
  b: {do: router.factory_reset, when: {outcome: router.check_cables, is: no_change}, else: c,
      next: {solved: done, no_change: c, worse: person, could_not: c}}
  c: {do: router.check_cables, next: {solved: done, no_change: done, worse: person,
      could_not: person}}
"""
CALLING = """\
  a: {call: internet-slow, next: {solved: done, escalate: b}}
  b: {do: router.check_cables, next: {solved: done, no_change: person, worse: person,
      could_not: person}}
"""


def left(flow, answers=None, tried=None, called=None):
    attempts = {remedy: Tried(outcome, here=True) for remedy, outcome in (tried or {}).items()}
    here = resolve(flow, answers or {}, attempts, {}, called)
    return remaining_minutes(flow, here, attempts, called)


def minutes_of(flow, *remedies):
    return sum(flow.remedies[remedy].minutes for remedy in remedies)


def test_the_longest_way_counts_also_the_one_for_who_could_not():
    flow = replace(flow_of(BRANCHES), minutes=100)
    both = minutes_of(flow, "router.check_cables", "router.restart")
    assert left(flow) == both + 1
    assert left(flow, {"a": ("y",)}) == both
    alone = minutes_of(flow, "router.restart")
    assert left(flow, {"a": ("y",)}, {"router.check_cables": "could_not"}) == alone


def test_what_was_tried_costs_nothing_and_leads_one_way():
    flow = sample()
    assert left(flow, {}, {"router.restart": "no_change"}) < left(flow)
    assert left(replace(flow_of(BRANCHES), minutes=100), {}, {"router.check_cables": "solved"}) == 1


def test_at_an_end_nothing_is_left():
    assert left(sample(), {"devices": ("no",)}, {"wifi.channel": "solved"}) == 0


def test_no_rest_is_longer_than_was_promised():
    assert left(replace(sample(), minutes=2)) == 2


def test_a_loop_counts_once_wherever_one_stands_in_it():
    flow = replace(flow_of(LOOP), minutes=100)
    all_of_it = minutes_of(flow, "router.check_cables", "router.restart")
    assert left(flow) == all_of_it + 1
    assert left(flow, {"a": ("x",)}) == all_of_it + 1


def test_where_a_result_may_lead_back_that_way_counts_before_it_does():
    """The second step is passed by until the third has failed, and takes much longer."""
    flow = replace(flow_of(LOOKING_BACK), minutes=100)
    back = minutes_of(flow, "router.factory_reset", "router.check_cables")
    assert left(flow, {"a": ("x",)}) == back
    later = resolve(flow, {"a": ("x",)}, {"router.check_cables": Tried("no_change", True)}, {})
    assert later.step.id == "b"
    shown = remaining_minutes(flow, later, {"router.check_cables": Tried("no_change", True)})
    assert shown == minutes_of(flow, "router.factory_reset")


def test_a_called_flow_counts_and_shrinks():
    flow = replace(flow_of(CALLING), minutes=100)
    called = {"internet-slow": sample()}
    after = minutes_of(flow, "router.check_cables")
    assert left(flow, {}, {}, called) == left(replace(sample(), minutes=100)) + after
    within = left(flow, {"a:devices": ("no",)}, {}, called)
    assert within == minutes_of(sample(), "wifi.channel") + after
    beyond = left(flow, {"a:devices": ("no",)}, {"wifi.channel": "no_change"}, called)
    assert beyond == after
    assert left(flow) == after, "a flow that nobody knows costs nothing"


def test_a_long_flow_is_measured_too():
    chain = "".join(f"  s{n}: {{ask: confirm, next: s{n + 1}}}\n" for n in range(1_500))
    flow = flow_of(chain + "  s1500: {ask: confirm, next: done}\n", start="s0")
    assert left(replace(flow, minutes=1_000)) == 501
