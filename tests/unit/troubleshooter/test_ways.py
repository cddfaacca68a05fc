"""Where the edges lead: to a person."""

from dataclasses import replace

from portal.troubleshooter.ways import way_to_person
from tests.flows.sample_flow import flow_of, sample


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


def test_a_long_flow_has_a_way_to_a_person_too():
    chain = "".join(f"  s{n}: {{ask: confirm, next: s{n + 1}}}\n" for n in range(1_500))
    flow = flow_of(chain + "  s1500: {ask: confirm, next: person}\n", start="s0")
    assert way_to_person(flow, "s0").id == "person"
