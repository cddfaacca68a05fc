"""Where a run stands after what was answered and tried: one test a rule."""

import pytest

from portal.troubleshooter.position import Passed, Tried, Wanted
from portal.troubleshooter.replay import resolve
from tests.flows.sample_flow import flow_of, sample

NEXT = "next: {solved: done, no_change: b, worse: person, could_not: b}"
LAST = "next: {solved: done, no_change: person, worse: person, could_not: person}"
TEXTS = "{de: Frage, en: Question}"


def ask(id_: str, kind: str, *options: str, then: str = "") -> str:
    """A question as YAML; an option is `id` or `id>next`."""
    lines = [f"  {id_}:", f"    ask: {kind}", f"    title: {TEXTS}"]
    if options:
        lines.append("    options:")
    for option in options:
        name, _, target = option.partition(">")
        lines.append(f"      - {{id: {name}, de: x, en: y{f', next: {target}' if target else ''}}}")
    if then:
        lines.append(f"    next: {then}")
    return "\n".join(lines) + "\n"


def position(flow, answers=None, attempts=None, facts=None, called=None):
    answers = {step: (reply,) for step, reply in (answers or {}).items()}
    tried = {remedy: Tried(*outcome) for remedy, outcome in (attempts or {}).items()}
    return resolve(flow, answers, tried, facts or {}, called)


def test_a_walk_begins_at_the_start():
    here = position(sample())
    assert (here.step.id, here.wants, here.passed) == ("devices", Wanted.ANSWER, ())
    assert here.path == ("devices",)


def test_an_answer_leads_on():
    here = position(sample(), {"devices": "yes"})
    assert (here.step.id, here.wants) == ("restart", Wanted.REMEDY)
    assert here.path == ("devices", "restart")


@pytest.mark.parametrize("reply", [(), ("maybe",), ("yes", "no"), ("",), ("YES",)])
def test_what_is_no_option_counts_as_not_answered(reply):
    here = resolve(sample(), {"devices": reply}, {}, {})
    assert here.step.id == "devices"


def test_the_questions_own_next_takes_options_without_one():
    flow = flow_of(ask("a", "single", "x", "y>person", then="done"))
    assert position(flow, {"a": "x"}).step.id == "done"
    assert position(flow, {"a": "y"}).step.id == "person"


def test_of_several_choices_the_first_option_with_a_way_decides():
    flow = flow_of(ask("a", "multi", "x", "y>person", "z>done", then="done"))
    assert resolve(flow, {"a": ("z", "y")}, {}, {}).step.id == "person"
    assert resolve(flow, {"a": ("x",)}, {}, {}).step.id == "done"
    assert resolve(flow, {"a": ("x", "w")}, {}, {}).step.id == "a"
    assert resolve(flow, {"a": ("x", "x")}, {}, {}).step.id == "a"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "Relay denied", "  "),
        ("number", "12,5", "twelve"),
        ("date", "2026-11-22", "22.11.2026"),
        ("file", "log.txt", ""),
        ("confirm", "yes", "no"),
    ],
)
def test_each_kind_of_question_has_its_replies(kind, good, bad):
    flow = flow_of(ask("a", kind, then="done"))
    assert position(flow, {"a": good}).step.id == "done"
    assert position(flow, {"a": bad}).step.id == "a"


def test_beside_a_text_an_option_is_another_way_to_reply():
    flow = flow_of(ask("a", "number", "unsure>person", then="done"))
    assert position(flow, {"a": "unsure"}).step.id == "person"
    assert position(flow, {"a": "7"}).step.id == "done"


@pytest.mark.parametrize(
    ("step", "facts", "skipped"),
    [
        (ask("error_text", "text", then="done"), {"error_text": "550"}, True),
        (ask("lines", "number", then="done"), {"lines": "3"}, True),
        (ask("lines", "number", then="done"), {"lines": "three"}, False),
        (ask("since", "date", then="done"), {"since": "2026-11-22"}, True),
        (ask("error_text", "text", then="done"), {"error_text": " "}, False),
        (ask("error_text", "text", "none>person", then="done"), {"error_text": "none"}, False),
        (ask("program", "single", "outlook>done"), {"program": "outlook"}, True),
        (ask("program", "single", "outlook>done"), {"program": "Pine"}, False),
        (ask("no_fact", "single", "x>done"), {"no_fact": "x"}, False),
        (ask("program", "multi", "outlook>done"), {"program": "outlook"}, False),
        (ask("error_text", "text", then="done"), {"noise": "550"}, False),
    ],
)
def test_what_is_known_is_not_asked(step, facts, skipped):
    start = step.split(":")[0].strip()
    here = position(flow_of(step, start=start), facts=facts)
    if skipped:
        assert here.step.id == "done"
        assert [entry.skipped for entry in here.passed] == [True]
        assert here.path == ("done",)
    else:
        assert here.step.id == start


def test_an_own_answer_counts_more_than_a_fact():
    flow = flow_of(ask("program", "single", "outlook>done", "other>person"), start="program")
    here = position(flow, {"program": "other"}, facts={"program": "outlook"})
    assert here.path == ("program", "person")


@pytest.mark.parametrize(
    ("outcome", "step"),
    [("solved", "done"), ("no_change", "channel"), ("worse", "person"), ("could_not", "channel")],
)
def test_an_outcome_takes_its_edge(outcome, step):
    here = position(sample(), {"devices": "yes"}, {"router.restart": (outcome, True)})
    assert here.step.id == step
    assert here.path == ("devices", "restart", step)


def test_a_remedy_tried_elsewhere_is_not_shown():
    here = position(sample(), {"devices": "yes"}, {"router.restart": ("no_change",)})
    assert here.path == ("devices", "channel")
    assert here.passed[-1] == Passed(sample().steps["restart"], ("no_change",), skipped=True)


def test_if_the_result_is_not_known_only_that_is_asked():
    here = position(sample(), {"devices": "yes"}, {"router.restart": ("unknown", True)})
    assert (here.step.id, here.wants) == ("restart", Wanted.RESULT)


def test_a_remedy_is_proposed_once_though_two_steps_name_it():
    steps = f"  a: {{do: router.restart, {NEXT}}}\n  b: {{do: router.restart, {LAST}}}\n"
    here = position(flow_of(steps), attempts={"router.restart": ("no_change", True)})
    assert here.path == ("a", "person")
    assert [entry.skipped for entry in here.passed] == [False, True]


def test_worse_ends_at_a_person_whatever_the_file_says():
    steps = (
        "  a: {do: router.restart, next: {solved: done, no_change: b, worse: b, could_not: b}}\n"
        f"  b: {{do: wifi.channel, {LAST}}}\n"
    )
    assert position(flow_of(steps), attempts={"router.restart": ("worse",)}).step.id == "person"


def test_a_step_whose_condition_does_not_hold_is_passed_by():
    assert position(sample(), {"devices": "no"}).step.id == "channel"
    steps = (
        ask("a", "single", "x>b", "y>b")
        + f"  b: {{do: wifi.channel, when: {{answer: a, is: x}}, else: done, {LAST}}}\n"
    )
    assert position(flow_of(steps), {"a": "x"}).step.id == "b"
    here = position(flow_of(steps), {"a": "y"})
    assert here.path == ("a", "done")


def test_answers_off_the_path_are_not_seen_by_conditions_and_come_back():
    steps = (
        ask("a", "single", "x>b", "y>c")
        + ask("b", "single", "z>c")
        + f"  c: {{do: wifi.channel, when: {{answer: b, is: z}}, else: done, {LAST}}}\n"
    )
    flow = flow_of(steps)
    assert position(flow, {"a": "x", "b": "z"}).path == ("a", "b", "c")
    assert position(flow, {"a": "y", "b": "z"}).path == ("a", "done")
    assert position(flow, {"a": "x", "b": "z"}).path == ("a", "b", "c")


def test_a_loop_asks_again_until_its_maximum_and_then_goes_on():
    steps = (
        ask("a", "single", "no>b", "yes>done")
        + "    max: 2\n    else: person\n"
        + "  b: {do: router.check_cables, "
        + "next: {solved: a, no_change: a, worse: person, could_not: a}}\n"
    )
    flow = flow_of(steps)
    tried = {"router.check_cables": ("no_change", True)}
    again = position(flow, {"a": "no"}, tried)
    assert (again.step.id, again.key, again.path) == ("a", "a~2", ("a", "b", "a"))
    assert position(flow, {"a": "no", "a~2": "yes"}, tried).step.id == "done"
    assert position(flow, {"a": "no", "a~2": "no"}, tried).path == ("a", "b", "a", "person")


@pytest.mark.parametrize(
    "steps",
    [
        ask("a", "confirm", then="a"),
        ask("program", "single", "outlook>program"),
        "  a: {do: router.restart, next: {solved: a, no_change: a, worse: a, could_not: a}}\n",
        "  a: {end: solved, when: {answer: x}, else: b}\n"
        "  b: {end: solved, when: {answer: x}, else: a}\n",
        "  a: {end: solved, when: {answer: x}}\n",
        ask("a", "confirm", then="nowhere"),
        ask("a", "confirm"),
        "  a: {do: router.restart, next: {}}\n",
        "  a: {call: other, next: {solved: done, escalate: a}}\n",
    ],
)
def test_a_file_that_leads_nowhere_leads_to_a_person(steps):
    start = steps.split(":")[0].strip()
    answers = {"a": "yes"} | {f"a~{visit}": "yes" for visit in range(2, 30)}
    here = position(
        flow_of(steps, start=start),
        answers,
        {"router.restart": ("solved",)},
        {"program": "outlook"},
    )
    assert (here.step.id, here.wants) == ("person", Wanted.NOTHING)


def test_a_start_that_is_missing_leads_to_a_person():
    assert position(flow_of(ask("a", "text"), start="nowhere")).step.id == "person"


CALL = "  a: {call: cables, next: {solved: done, escalate: b}}\n" + ask("b", "text", then="person")


def test_a_call_goes_through_the_other_flow_and_back():
    inner = {"cables": flow_of(ask("a", "single", "ok>done", "bad>person"))}
    flow = flow_of(CALL)
    here = position(flow, called=inner)
    assert (here.step.id, here.wants, here.inner.step.id) == ("a", Wanted.ANSWER, "a")
    assert position(flow, {"a:a": "ok"}, called=inner).step.id == "done"
    back = position(flow, {"a:a": "bad"}, called=inner)
    assert (back.step.id, back.inner, back.path) == ("b", None, ("a", "b"))


def test_a_call_of_a_flow_that_is_not_there_goes_on_as_if_it_did_not_help():
    assert position(flow_of(CALL)).step.id == "b"


def test_what_got_worse_in_a_called_flow_ends_at_a_person_too():
    inner = flow_of(f"  a:\n    do: router.restart\n    {NEXT}\n" + ask("b", "single", "x>done"))
    flow = flow_of(CALL)
    for here in (True, False):
        worse = {"router.restart": ("worse", here)}
        assert position(flow, attempts=worse, called={"cables": inner}).step.id == "person"
