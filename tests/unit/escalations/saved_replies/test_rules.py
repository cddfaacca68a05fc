"""The field language of saved replies: fields, faults with their places, gaps, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.messages import render_message
from portal.escalations.saved_replies.rules import (
    FIELDS,
    MOST_FIELDS,
    Fault,
    as_words,
    fill,
    gap,
    gaps,
    read_template,
)

TEXTS = st.text(alphabet=st.sampled_from("{}?:%# \nabgin_[]()\\ü") | st.characters(codec="utf-8"))
FIELDLIKE = st.lists(
    st.sampled_from(["{", "}", "{greeting}", "{?a: b}", "{?a}", "{{", "}}", "{% if", "x ", "\n"])
).map("".join)


def filled(text: str, **values: str) -> str:
    template, problems = read_template(text)
    assert problems == ()
    asked = {name.replace("asked_", "?"): value for name, value in values.items()}
    return fill(template, asked, {"customer_name": "Name des Kunden"})


def faults(text: str) -> list[tuple[Fault, int, int, str]]:
    return [(one.fault, one.line, one.column, one.meant) for one in read_template(text)[1]]


@given(TEXTS | FIELDLIKE)
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    template, _problems = read_template(text)

    assert template.source == text


@given(TEXTS | FIELDLIKE)
def test_every_place_that_is_refused_is_a_brace_of_the_text(text: str) -> None:
    lines = text.split("\n")

    for problem in read_template(text)[1]:
        assert lines[problem.line - 1][problem.column - 1] == "{"


@given(TEXTS, TEXTS)
def test_what_fills_a_field_is_never_read_as_a_field(value: str, name: str) -> None:
    template, _problems = read_template("Hallo {customer_name}, {due}.")

    text = fill(template, {"customer_name": value or "-", "due": name or "-"}, {})
    assert text == f"Hallo {value or '-'}, {name or '-'}."


@given(TEXTS)
def test_text_without_a_problem_and_without_a_field_is_sent_as_it_is(text: str) -> None:
    template, problems = read_template(text)

    if not problems and not template.fields:
        assert fill(template, {}, {}) == text


@given(TEXTS)
def test_a_gap_is_found_again_whatever_its_label(label: str) -> None:
    found = list(gaps(f"Bitte {gap(label)} nennen."))

    assert [one.start for one in found if one.start == 6] == [6]


@given(TEXTS)
def test_a_value_becomes_one_line(value: str) -> None:
    assert len(as_words(value).splitlines()) <= 1


@given(st.text(alphabet="ab _*`[]()<>#-+=|~1.\\{}!\n"))
def test_a_value_reads_in_a_reply_as_it_was_typed(value: str) -> None:
    text = render_message(as_words(value), language="de").text

    assert text == " ".join(value.split())


def test_fields_are_filled_in() -> None:
    text = filled("{greeting}\n\nbis {due}.", greeting="Guten Tag Eva Lund,", due="10:00 Uhr")

    assert text == "Guten Tag Eva Lund,\n\nbis 10:00 Uhr."


def test_a_field_without_a_value_is_a_gap_that_can_be_seen() -> None:
    text = filled("Hallo {customer_name}, {?device: Welches Gerät}?", customer_name="")

    assert text == "Hallo [? Name des Kunden], [? Welches Gerät]?"
    assert [one.label for one in gaps(text)] == ["Name des Kunden", "Welches Gerät"]


def test_what_is_asked_for_twice_keeps_its_label_and_is_one_field() -> None:
    template, problems = read_template("{?device: Welches Gerät} und {?device}")

    assert problems == ()
    assert [field.label for field in template.fields] == ["Welches Gerät"]
    assert fill(template, {"?device": "FRITZ"}, {}) == "FRITZ und FRITZ"


def test_a_field_that_was_typed_by_hand_is_a_gap_as_well() -> None:
    assert [one.label for one in gaps("{customer_name} {?x: y} {something} { due }")] == [
        "{customer_name}",
        "{?x: y}",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{custmer_name}", (Fault.UNKNOWN, 1, 1, "customer_name")),
        ("a\nbc {Due}", (Fault.UNKNOWN, 2, 4, "due")),
        ("{zzz}", (Fault.UNKNOWN, 1, 1, "")),
        ("{due and more", (Fault.UNCLOSED, 1, 1, "due")),
        ("x {due\n}", (Fault.UNCLOSED, 1, 3, "due")),
        ("{{ 7*7 }}", (Fault.FORMULA, 1, 1, "")),
        ("{{customer_name}}", (Fault.FORMULA, 1, 1, "")),
        ("{% if x %}", (Fault.FORMULA, 1, 1, "")),
        ("{?}", (Fault.UNNAMED, 1, 1, "")),
        ("{?: Gerät}", (Fault.UNNAMED, 1, 1, "")),
        ("{?device", (Fault.UNCLOSED, 1, 1, "")),
        (f"{{?device: {'x' * 81}}}", (Fault.LONG, 1, 1, "")),
        ("{due}" * (MOST_FIELDS + 1), (Fault.MANY, 1, 1, "due")),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, expected: tuple[Fault, int, int, str]) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize("text", ["body { color: red }", "{ }", "{1}", "}", "{", '{"a": 1}'])
def test_a_brace_that_begins_no_field_is_a_brace(text: str) -> None:
    assert filled(text) == text


def test_every_field_is_known_by_its_name() -> None:
    for name in FIELDS:
        assert filled(f"{{{name}}}", **{name: "x"}) == "x"


def test_marks_of_markdown_in_a_value_are_only_words() -> None:
    assert as_words("[hier](javascript:1)\n# <b>") == r"\[hier\](javascript:1) # <b>"
