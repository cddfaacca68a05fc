"""Steps that only decide: nobody sees them, everything else knows of them."""

import pytest

from portal.troubleshooter.definition import Branch, Decision
from portal.troubleshooter.flow_tests import coverage, run_tests
from portal.troubleshooter.graph import flow_outline, flow_svg
from portal.troubleshooter.linting import lint_source
from portal.troubleshooter.position import Tried, Wanted
from portal.troubleshooter.remaining import remaining_minutes
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.ways import way_to_person
from tests.flows.sample_flow import flow_of, read
from tests.unit.troubleshooter.flow_changes import WORLD

QUESTION = """\
  {id}:
    ask: single
    title: {{de: "Wo, {id}?", en: "Where, {id}?"}}
    options:
      - {{id: x, de: Hier, en: Here}}
      - {{id: unsure, de: Weiß ich nicht, en: I do not know}}
    next: {next}
"""
SORT = """\
  sort:
    decide:
      - {when: {answer: a, is: x}, next: done}
      - {when: {outcome: router.restart, is: no_change}, next: b}
      - {when: {fact: program, is: Outlook}, next: person}
    else: b
"""
NAMED = """\
conditions:
  here: {answer: a, is: x}
  there: {not: {condition: here}}
steps:
"""
STEPS = QUESTION.format(id="a", next="sort") + SORT + QUESTION.format(id="b", next="person")


def where(answers, attempts=None, facts=None):
    replies = {step: (reply,) for step, reply in answers.items()}
    return resolve(flow_of(STEPS), replies, attempts or {}, facts or {})


def findings(steps: str, *, rules=("F01", "F03", "F04", "F05", "F06", "F10", "F11", "F31")):
    source = flow_text(steps)
    return [(p.rule, str(p.message)) for p in lint_source(source, WORLD) if p.rule in rules]


def flow_text(steps: str) -> str:
    return f"""\
schema: flow/1
id: small
version: 1
status: draft
title: {{de: Klein, en: Small}}
minutes: 5
start: a
escalate: {{queue: support}}
steps:
{steps}
  done: {{end: solved}}
  person: {{end: escalate}}
"""


def test_it_is_read_with_its_branches_in_order():
    step = flow_of(STEPS).steps["sort"]
    assert isinstance(step, Decision)
    assert [branch.next for branch in step.branches] == ["done", "b", "person"]
    assert step.otherwise == "b"
    assert isinstance(step.branches[0], Branch)


@pytest.mark.parametrize(
    ("answers", "attempts", "facts", "step", "way"),
    [
        ({"a": "x"}, {}, {}, "done", "1"),
        ({"a": "unsure"}, {"router.restart": Tried("no_change")}, {}, "b", "2"),
        ({"a": "unsure"}, {}, {"program": "Outlook"}, "person", "3"),
        ({"a": "unsure"}, {}, {}, "b", "else"),
        ({"a": "x"}, {"router.restart": Tried("no_change")}, {"program": "Outlook"}, "done", "1"),
    ],
)
def test_the_first_branch_that_holds_is_taken(answers, attempts, facts, step, way):
    here = where(answers, attempts, facts)
    assert here.step.id == step
    assert here.decided == (("sort", way),)
    assert "sort" not in here.path


def test_nobody_stands_at_a_decision():
    assert where({}).wants is Wanted.ANSWER
    assert where({}).decided == ()


def test_minutes_count_every_way_that_may_still_be_taken():
    here = where({"a": "unsure"})
    assert set(here.turns) == {"b", "person"}
    assert remaining_minutes(flow_of(STEPS), here) == 1


def test_a_way_to_a_person_leads_through_it():
    assert way_to_person(flow_of(STEPS), "sort").id == "person"


def test_each_branch_needs_a_test():
    tests = """\
tests:
  - name: here
    answers: {a: x}
    expect: {end: done}
  - name: not here
    answers: {a: unsure, b: x}
    expect: {end: person}
"""
    flow = read(flow_text(STEPS) + tests).flow
    missed = coverage(flow, run_tests(flow))
    assert missed.steps == ()
    assert missed.options == (("sort", "2"), ("sort", "3"), ("b", "unsure"))


def test_picture_and_outline_show_where_it_leads():
    flow = flow_of(STEPS)
    assert 'data-step="sort"' in flow_svg(flow)
    assert 'data-from="sort" data-to="b"' in flow_svg(flow)
    outline = flow_outline(flow, "en")
    assert "Decision: Decision [sort]" in outline
    assert "“Where, a?” is Here → " in outline
    assert "router.restart is no change, otherwise → " in outline


def test_noise_a_decision_that_is_right_is_not_complained_of():
    assert findings(STEPS) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("    else: b\n", "", "F31", "has no “else”"),
        ("    else: b\n", "    else: b\n    why: {de: a, en: b}\n", "F01", "Unknown key “why”"),
        ("{answer: a, is: x}", "{answer: b, is: x}", "F10", "cannot come before"),
        ("{answer: a, is: x}", "{answer: a, in: [x, unsure]}", "F11", "always taken"),
        ("{answer: a, is: x}", "{answer: a, is: y}", "F11", "never taken"),
        (", next: done}\n      - {when: {out", "}\n      - {when: {out", "F01", "no “next”"),
        (SORT, "  sort:\n    decide: []\n    else: b\n", "F01", "needs branches"),
        ("    else: b\n", "    else: sort\n", "F05", "sort → sort"),
    ],
)
def test_the_linter_says_what_is_wrong(old, new, rule, words):
    assert STEPS.count(old) == 1
    found = findings(STEPS.replace(old, new))
    assert any(rule == code and words in message for code, message in found), found


def test_going_round_through_decisions_and_else_alone_is_refused_with_max_too():
    steps = (
        STEPS.replace("    else: b\n", "    else: c\n")
        + """\
  c:
    ask: confirm
    title: {de: Weiter, en: Go on}
    max: 2
    else: sort
    next: person
"""
    )
    found = findings(steps)
    assert [(rule, "Nothing is asked on this way round" in words) for rule, words in found] == [
        ("F05", True)
    ]


def test_going_round_with_a_question_that_counts_is_fine():
    steps = STEPS.replace("next: person}\n    else: b", "next: a}\n    else: b").replace(
        "    next: sort\n", "    max: 2\n    else: person\n    next: sort\n"
    )
    assert findings(steps) == []


def test_what_goes_round_for_ever_ends_at_a_person():
    flow = flow_of(STEPS.replace("    else: b\n", "    else: sort\n"))
    assert resolve(flow, {"a": ("unsure",)}, {}, {}).step.id == "person"


def test_conditions_may_have_a_name():
    source = flow_text(STEPS.replace("{answer: a, is: x}", "{condition: here}"))
    parsed = read(source.replace("steps:\n", NAMED))
    assert parsed.problems == ()
    assert parsed.flow.steps["sort"].branches == flow_of(STEPS).steps["sort"].branches


def test_a_name_that_nobody_gave_is_an_error():
    parsed = read(flow_text(STEPS.replace("{answer: a, is: x}", "{condition: here}")))
    assert [str(problem.message) for problem in parsed.problems] == ["There is no condition “here”"]
