"""What the customer changed about the lines that travel along."""

from portal.escalations.context import (
    MOST_ADDED,
    Line,
    Section,
    next_added,
    reviewed,
    travelling,
)

TRIED = Line("attempt:a", Section.ATTEMPT, "", "Neu gestartet", outcome="unknown")
FACT = Line("fact:device", Section.FACT, "Gerät", "iPhone")
READ = Line("event:1", Section.OPENED, "Gelesen", "Vertrag kündigen")
LINES = (FACT, TRIED, READ)
ALL = ("attempt:a", "fact:device", "event:1", "added:1")


def test_attempts_come_first_then_what_was_added():
    changes = {"added:1": {"text": "Kabel getauscht", "outcome": "no_change"}}
    keys = [entry.line.key for entry in reviewed(LINES, changes)]
    assert keys == ["attempt:a", "added:1", "fact:device", "event:1"]


def test_changes_hold_and_what_is_left_out_stays_at_home():
    changes = {
        "attempt:a": {"outcome": "no_change", "note": "zweimal"},
        "fact:device": {"text": "iPhone 14"},
        "event:1": {"left_out": True},
        "gone:9": {"text": "noise"},
    }
    lines = travelling(reviewed(LINES, changes), ALL)
    assert [(line.text, line.outcome, line.note) for line in lines] == [
        ("Neu gestartet", "no_change", "zweimal"),
        ("iPhone 14", "", ""),
    ]


def test_only_what_stood_on_the_page_travels():
    assert [line.key for line in travelling(reviewed(LINES, {}), ["fact:device"])] == [
        "fact:device"
    ]


def test_a_line_of_ones_own_has_the_next_free_key_and_there_are_not_too_many():
    assert next_added({"added:1": {}, "added:3": {}}) == "added:2"
    assert next_added({f"added:{n}": {} for n in range(1, MOST_ADDED + 1)}) is None
