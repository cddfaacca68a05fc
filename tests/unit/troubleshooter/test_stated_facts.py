"""Replies that become facts, and facts that are replies."""

from datetime import date

import pytest

from portal.troubleshooter.days import day_in
from portal.troubleshooter.replies import fact_to_state, known_reply
from tests.flows.sample_flow import flow_of

FLOW = flow_of(
    """\
  program:
    ask: single
    title: {de: "Welches Programm?", en: "Which program?"}
    options:
      - {id: outlook, de: Outlook, en: Outlook}
      - {id: apple_mail, de: Apple Mail auf dem Mac, en: Apple Mail on a Mac}
      - {id: unsure, de: "Ein anderes, oder ich weiß es nicht", en: "Another one, or I do not know"}
    next: since
  since:
    ask: date
    title: {de: "Seit wann?", en: "Since when?"}
    next: colour
  colour:
    ask: single
    title: {de: "Welche Farbe?", en: "Which colour?"}
    options: [{id: red, de: Rot, en: Red}]
    next: person
""",
    start="program",
)
PROGRAM, SINCE = FLOW.steps["program"], FLOW.steps["since"]


@pytest.mark.parametrize(
    ("reply", "label", "known", "stated"),
    [
        ("outlook", "Outlook", "", "Outlook"),
        ("outlook", "Outlook", "Thunderbird", "Outlook"),
        ("outlook", "Outlook", "Outlook 2021", None),  # more is known than the option says
        ("outlook", "Outlook", "Outlook, neu", None),
        ("unsure", "Ein anderes", "Outlook 2021", ""),
        ("unsure", "Ein anderes", "eM Client", None),  # it is another one
        ("unsure", "Ein anderes", "", None),
    ],
)
def test_a_choice_is_a_fact_unless_more_is_known(reply, label, known, stated):
    assert fact_to_state(PROGRAM, reply, label, known) == stated


def test_noise_a_question_about_no_fact_states_none():
    assert fact_to_state(FLOW.steps["colour"], "red", "Rot", "") is None


def test_a_choice_that_was_stated_is_not_asked_for_in_either_language():
    for value in ("Outlook", "Outlook 2021", "Apple Mail auf dem Mac", "Apple Mail on a Mac"):
        assert known_reply(PROGRAM, {"program": value})
    assert known_reply(PROGRAM, {"program": "Outlooker"}) == ()


def test_a_date_is_stated_in_words_and_found_again():
    assert fact_to_state(SINCE, "2026-11-20", "20. November 2026", "") == "20. November 2026"
    assert known_reply(SINCE, {"since": "20. November 2026"}) == ("2026-11-20",)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Freitag, 20. November 2026", date(2026, 11, 20)),
        ("etwa 14. März 2026", date(2026, 3, 14)),
        ("about 1 May 2026, 9:30", date(2026, 5, 1)),
        ("2026-02-28", date(2026, 2, 28)),
        ("2026-02-30", None),
        ("seit dem Update", None),
        ("12 Angebote 2026", None),
    ],
)
def test_a_day_is_read_as_intake_writes_it(words, day):
    assert day_in(words) == day
