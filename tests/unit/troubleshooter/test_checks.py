"""Numbers and dates that have to go with each other."""

import pytest

from portal.troubleshooter.graph import flow_outline
from portal.troubleshooter.linting import lint_source
from portal.troubleshooter.position import Wanted
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.replies import broken_check
from tests.flows.sample_flow import flow_of, read
from tests.unit.troubleshooter.flow_changes import WORLD
from tests.unit.troubleshooter.test_deciding import flow_text

DATES = """\
  a:
    ask: date
    title: {de: "Wann begann es?", en: "When did it begin?"}
    next: b
  b:
    ask: date
    title: {de: "Wann war es vorbei?", en: "When was it over?"}
    options:
      - {id: unsure, de: Weiß ich nicht, en: I do not know}
    check:
      - {not_before: a, de: Das Ende liegt vor dem Anfang., en: The end lies before the beginning.}
    next: person
"""
NUMBERS = """\
  a:
    ask: number
    title: {de: "Wie schnell soll es sein?", en: "How fast should it be?"}
    check:
      - {at_least: 1, at_most: 1000, de: Geben Sie 1 bis 1000 an., en: Give 1 to 1000.}
    next: b
  b:
    ask: number
    title: {de: "Wie schnell ist es?", en: "How fast is it?"}
    check:
      - {at_most: a, de: Dann ist es schnell genug., en: Then it is fast enough.}
    next: person
"""


@pytest.mark.parametrize(
    ("begin", "end", "stands_at"),
    [
        ("2026-11-20", "2026-11-20", "person"),
        ("2026-11-20", "2026-11-19", "b"),
        ("2026-11-20", "unsure", "person"),
        ("2026-11-20", "nonsense", "b"),
    ],
)
def test_a_date_that_does_not_go_with_another_is_asked_for(begin, end, stands_at):
    here = resolve(flow_of(DATES), {"a": (begin,), "b": (end,)}, {}, {})
    assert here.step.id == stands_at


@pytest.mark.parametrize(
    ("wanted", "measured", "stands_at"),
    [
        ("100", "16,5", "person"),
        ("16.5", "16,5", "person"),
        ("10", "16,5", "b"),
        ("0,5", "0", "a"),
        ("1001", "5", "a"),
    ],
)
def test_numbers_are_compared_as_numbers(wanted, measured, stands_at):
    here = resolve(flow_of(NUMBERS), {"a": (wanted,), "b": (measured,)}, {}, {})
    assert here.step.id == stands_at


def test_an_earlier_answer_that_is_changed_asks_the_later_again_and_loses_nothing():
    flow = flow_of(DATES)
    answers = {"a": ("2026-11-01",), "b": ("2026-11-19",)}
    assert resolve(flow, answers, {}, {}).step.id == "person"
    moved = resolve(flow, answers | {"a": ("2026-11-20",)}, {}, {})
    assert (moved.step.id, moved.wants) == ("b", Wanted.ANSWER)
    assert resolve(flow, answers, {}, {}).step.id == "person"


def test_a_fact_that_does_not_go_with_it_is_asked_for():
    flow = flow_of(DATES.replace("  b:\n", "  since:\n").replace("next: b", "next: since"))
    known = {"since": "etwa 14. November 2026"}
    assert resolve(flow, {"a": ("2026-11-01",)}, {}, known).step.id == "person"
    assert resolve(flow, {"a": ("2026-11-20",)}, {}, known).step.id == "since"


def test_what_nobody_knows_is_not_compared():
    question = flow_of(DATES).steps["b"]
    assert broken_check(question, ("2026-11-19",), {}) is None
    assert broken_check(question, ("2026-11-19",), {"a": ("unsure",)}) is None
    assert broken_check(question, ("2026-11-19",), {"a": ("2026-11-20",)}) is question.checks[0]


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("not_before: a", "not_before: c", "F10", "no earlier question of its kind"),
        ("not_before: a", "not_before: b", "F10", "no earlier question of its kind"),
        ("not_before: a, ", "", "F01", "A check needs “not_before” or “not_after”"),
        ("not_before: a", "at_least: a", "F01", "Unknown key “at_least”"),
        (", en: The end lies before the beginning.", "", "F09", "no English text (message)"),
        ("  b:\n    ask: date", "  b:\n    ask: text", "F01", "“check” does not go with “text”"),
    ],
)
def test_the_linter_says_what_is_wrong(old, new, rule, words):
    assert DATES.count(old) == 1
    source = flow_text(DATES.replace(old, new))
    found = [(p.rule, str(p.message)) for p in lint_source(source, WORLD)]
    assert any(rule == code and words in message for code, message in found), found


def test_noise_a_check_that_is_right_is_not_complained_of():
    for steps in (DATES, NUMBERS):
        found = [p.rule for p in lint_source(flow_text(steps), WORLD)]
        assert not {"F01", "F09", "F10"} & set(found)
    assert read(flow_text(NUMBERS)).problems == ()


ACROSS = (
    DATES.replace("next: person", "next: sort")
    + """\
  sort:
    decide:
      - {when: {all: [{answer: a, before: 2026-04-06}, {answer: b, after: 2026-04-05}]}, next: done}
    else: person
"""
)


@pytest.mark.parametrize(
    ("begin", "end", "ends_at"),
    [
        ("2026-04-01", "2026-04-06", "done"),
        ("2026-04-01", "2026-04-05", "person"),
        ("2026-04-06", "2026-04-09", "person"),
        ("2026-04-01", "unsure", "person"),
    ],
)
def test_conditions_compare_dates(begin, end, ends_at):
    assert resolve(flow_of(ACROSS), {"a": (begin,), "b": (end,)}, {}, {}).step.id == ends_at


def test_noise_a_date_that_may_fall_on_either_side_is_no_constant():
    assert "F11" not in {p.rule for p in lint_source(flow_text(ACROSS), WORLD)}


def test_a_day_compared_with_a_choice_never_holds_and_no_day_is_an_error():
    wrong = ACROSS.replace("  a:\n    ask: date", "  a:\n    ask: number")
    assert "F11" in {p.rule for p in lint_source(flow_text(wrong), WORLD)}
    nonsense = read(flow_text(ACROSS.replace("before: 2026-04-06", "before: spring")))
    assert [str(problem.message) for problem in nonsense.problems] == ["“spring” is no date"]


def test_picture_and_outline_say_the_day():
    assert "before 2026-04-06 and “When was it over?” is after 2026-04-05" in flow_outline(
        flow_of(ACROSS), "en"
    )
