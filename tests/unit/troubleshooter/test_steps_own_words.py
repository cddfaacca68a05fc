"""What to do in the words of a step, beside those of the flow or instead of any."""

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.linting import lint_source
from portal.troubleshooter.parsing import parse_flow
from portal.troubleshooter.position import Wanted
from portal.troubleshooter.remedy_parsing import with_stand_ins
from portal.troubleshooter.walk import way_of
from tests.unit.troubleshooter.flow_changes import WORLD
from tests.unit.troubleshooter.test_deciding import flow_text

NEXT = "next: {solved: done, no_change: b, worse: person, could_not: b}"
TITLE = "    title: {de: Neu starten, en: Restart it}\n"
STEPS = f"""\
  a:
    do: device.restart
{TITLE}    text:
      short: {{de: Aus und wieder an., en: Off and on again.}}
    {NEXT}
  b:
    do: device.restart
    {NEXT.replace("b", "person")}
"""


def at_first(steps: str, known=None):
    flow = with_stand_ins(parse_flow(flow_text(steps), catalogue=known or {}))
    return way_of(flow, {}, {}, {}, {})


def test_a_step_has_its_own_words_and_the_others_those_of_the_catalogue():
    way = at_first(STEPS, catalogue())
    assert way.here.remedy.short == {"de": "Aus und wieder an.", "en": "Off and on again."}
    flow = way.here.flow
    assert flow.remedies["device.restart"].short == {}
    assert way.here.remedy.title == catalogue()["device.restart"].titles


def test_they_hold_where_the_catalogue_has_the_remedy_no_more():
    way = at_first(STEPS)
    assert (way.here.key, way.wants) == ("a", Wanted.REMEDY)
    assert way.here.remedy.title == {"de": "Neu starten", "en": "Restart it"}
    assert not way.here.remedy.gone


def test_without_a_title_nobody_knows_what_it_is():
    assert at_first(STEPS.replace(TITLE, "")).here.end.kind == "escalate"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (", en: Off and on again.", "", "F09"),
        ("Off and on again.", "<b>Off</b>", "F18"),
        ("      short:", "      long:", "F01"),
    ],
)
def test_the_linter_reads_them(old, new, rule):
    assert STEPS.count(old) == 1
    assert rule in {p.rule for p in lint_source(flow_text(STEPS.replace(old, new)), WORLD)}


def test_parts_for_one_answer_need_an_earlier_question():
    steps = STEPS.replace("Off and on again.", '"### X {program=outlook}\\n\\n1. Off."')
    assert "F10" in {p.rule for p in lint_source(flow_text(steps), WORLD)}
