"""Options that a file only names, and single choices of very many."""

import pytest

from portal.troubleshooter.flow_tests import coverage, run_tests
from portal.troubleshooter.graph import flow_outline
from portal.troubleshooter.linting import lint_source
from portal.troubleshooter.option_lists import countries
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.wording import choices_of
from tests.flows.sample_flow import flow_of, read
from tests.unit.troubleshooter.flow_changes import WORLD
from tests.unit.troubleshooter.test_deciding import flow_text

COUNTRY = """\
  a:
    ask: single
    title: {de: "In welches Land?", en: "To which country?"}
    options_from: countries
    options:
      - {id: unsure, de: Weiß ich noch nicht, en: I do not know yet, next: person}
    next: sort
  sort:
    decide:
      - {when: {answer: a, in: [de, at, ch]}, next: done}
    else: person
"""
TESTS = """\
tests:
  - {name: near, answers: {a: at}, expect: {end: done}}
  - {name: far, answers: {a: nz}, expect: {end: person}}
  - {name: unknown, answers: {a: unsure}, expect: {end: person}}
"""


def test_countries_are_those_of_iso_3166_in_both_languages():
    known = {option.id: option.label for option in countries()}
    assert known["de"] == {"de": "Deutschland", "en": "Germany"}
    assert 240 <= len(known) <= 255
    assert not {"eu", "un", "xa", "zz", "001"} & set(known)


def test_they_stand_behind_the_options_of_the_file_in_the_order_of_the_alphabet():
    question = flow_of(COUNTRY).steps["a"]
    assert question.is_long
    for locale, first, later in (
        ("de", "Afghanistan", ("Ägypten", "Albanien")),
        ("en", "Afghanistan", ("Austria", "Azerbaijan")),
    ):
        labels = [choice.label for choice in choices_of(question, (), locale)]
        assert labels[1] == first
        assert labels.index(later[0]) < labels.index(later[1])
    assert choices_of(question, ("at",), "de")[0].id == "unsure"
    assert [c.label for c in choices_of(question, ("at",), "de") if c.chosen] == ["Österreich"]


@pytest.mark.parametrize(
    ("reply", "end"), [("at", "done"), ("nz", "person"), ("unsure", "person"), ("zz", "a")]
)
def test_each_is_a_reply(reply, end):
    assert resolve(flow_of(COUNTRY), {"a": (reply,)}, {}, {}).step.id == end


def test_a_list_needs_no_test_for_each_and_is_not_too_long():
    found = [(p.rule, str(p.message)) for p in lint_source(flow_text(COUNTRY) + TESTS, WORLD)]
    assert found == []
    flow = read(flow_text(COUNTRY) + TESTS).flow
    assert coverage(flow, run_tests(flow)).options == ()


def test_the_outline_does_not_read_out_the_list():
    outline = flow_outline(flow_of(COUNTRY), "en")
    assert "from the list → " in outline
    assert "Zambia" not in outline


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("[de, at, ch]", "[germany]", "F11", "never taken"),
        ("options_from: countries", "options_from: county", "F01", "not possible for"),
        ("ask: single", "ask: multi", "F01", "“options_from” does not go with “multi”"),
        ("    next: sort\n", "", "F06", "leads nowhere"),
    ],
)
def test_the_linter_says_what_is_wrong(old, new, rule, words):
    assert COUNTRY.count(old) == 1
    source = flow_text(COUNTRY.replace(old, new)) + TESTS
    found = [(p.rule, str(p.message)) for p in lint_source(source, WORLD)]
    assert any(rule == code and words in message for code, message in found), found


def test_all_of_a_list_are_one_way():
    here = resolve(flow_of(COUNTRY), {"a": ("at",)}, {}, {})
    assert [(edge.source, edge.key, edge.target) for edge in here.walked] == [
        ("", "", "a"),
        ("a", "", "sort"),
        ("sort", "1", "done"),
    ]
