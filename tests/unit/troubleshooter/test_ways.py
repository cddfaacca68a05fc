"""What lies ahead: a person, screens, minutes."""

from dataclasses import replace

from portal.troubleshooter.position import Tried
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.ways import needed, remaining_minutes, steps_ahead, way_to_person
from tests.flows.sample_flow import flow_of, sample

LOOP = """\
  a: {do: router.restart, next: {solved: done, no_change: b, worse: person, could_not: b}}
  b: {do: router.check_cables, next: {solved: a, no_change: a, worse: person, could_not: person}}
"""


def test_the_nearest_person_is_found():
    assert way_to_person(sample(), "restart").id == "person"
    assert way_to_person(sample(), "person").id == "person"


def test_where_no_edge_leads_to_a_person_any_person_will_do():
    assert way_to_person(sample(), "done").id == "person"
    assert way_to_person(sample(), "nowhere").id == "person"


def test_a_flow_without_a_person_gets_one():
    flow = sample()
    without = replace(flow, steps={id_: s for id_, s in flow.steps.items() if id_ != "person"})
    assert way_to_person(without, "devices").kind == "escalate"


def test_what_is_known_need_not_be_at_hand():
    assert [thing.id for thing in needed(sample(), {})] == ["customer_number"]
    assert needed(sample(), {"customer_number": "10234"}) == ()


def test_the_rest_shrinks_with_what_was_tried_and_ends_at_nothing():
    flow = sample()
    start = resolve(flow, {}, {}, {})
    assert steps_ahead(flow, start) == 3
    tried = {"router.restart": Tried("no_change")}
    assert steps_ahead(flow, start, tried) == 2
    assert remaining_minutes(flow, start, tried) < remaining_minutes(flow, start)
    later = resolve(flow, {"devices": ("no",)}, {}, {})
    assert steps_ahead(flow, later) == 1
    assert 1 <= remaining_minutes(flow, later) <= 3
    end = resolve(flow, {"devices": ("no",)}, {"wifi.channel": Tried("solved", here=True)}, {})
    assert (steps_ahead(flow, end), remaining_minutes(flow, end)) == (0, 0)


def test_no_rest_is_longer_than_was_promised():
    flow = replace(sample(), minutes=2)
    assert remaining_minutes(flow, resolve(flow, {}, {}, {})) == 2


def test_loops_and_long_flows_come_to_an_end():
    assert steps_ahead(flow_of(LOOP), resolve(flow_of(LOOP), {}, {}, {})) == 2
    chain = "".join(f"  s{n}: {{ask: confirm, next: s{n + 1}}}\n" for n in range(1_500))
    flow = flow_of(chain + "  s1500: {ask: confirm, next: done}\n", start="s0")
    start = resolve(flow, {}, {}, {})
    assert steps_ahead(flow, start) == 1_501
    assert way_to_person(flow, "s0").id == "person"
