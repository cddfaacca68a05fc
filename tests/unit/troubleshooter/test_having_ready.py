"""What the rest of the way may ask for."""

from portal.troubleshooter.having_ready import to_have_ready
from portal.troubleshooter.position import Tried
from portal.troubleshooter.replay import resolve
from tests.flows.sample_flow import flow_of, sample
from tests.unit.troubleshooter.test_replay import ask

NEXT = "next: {solved: done, no_change: program, worse: person, could_not: program}"
STEPS = (
    ask("a", "single", "mail>fix", "web>domain")
    + f"  fix:\n    do: mail.reenter_password\n    {NEXT}\n"
    + ask("program", "text", then="picture")
    + ask("picture", "file", then="person")
    + ask("domain", "text", then="done")
)


def ready(flow, answers=None, attempts=None, called=None) -> list[str]:
    tried = {remedy: Tried(outcome) for remedy, outcome in (attempts or {}).items()}
    replies = {step: (reply,) for step, reply in (answers or {}).items()}
    position = resolve(flow, replies, tried, {}, called)
    return [thing.id for thing in to_have_ready(flow, position, tried, called)]


def test_before_the_start_it_is_all_that_any_way_asks_for():
    assert ready(flow_of(STEPS)) == ["domain", "program", "picture"]


def test_it_shrinks_with_the_ways_that_are_left():
    assert ready(flow_of(STEPS), {"a": "mail"}) == ["program", "picture"]
    assert ready(flow_of(STEPS), {"a": "web"}) == ["domain"]
    assert ready(flow_of(STEPS), {"a": "web", "domain": "x.example"}) == []


def test_a_known_result_leaves_one_way_only():
    solved = {"mail.reenter_password": "solved"}
    assert ready(flow_of(STEPS), {"a": "mail"}, solved) == []


def test_the_authors_list_comes_first_and_a_person_asks_too():
    assert ready(sample()) == ["customer_number"]


def test_what_a_called_flow_asks_for_counts():
    inner = {"cables": flow_of(ask("a", "text", then="b") + ask("b", "number", then="done"))}
    flow = flow_of(
        "  a:\n    call: cables\n    next: {solved: done, escalate: program}\n"
        + ask("program", "text", then="person")
    )
    assert ready(flow, called=inner) == ["a", "b", "program"]
    assert ready(flow, {"a:a": "x"}, called=inner) == ["b", "program"]
