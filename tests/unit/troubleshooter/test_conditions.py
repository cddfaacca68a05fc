"""When conditions hold."""

from datetime import date

import pytest

from portal.troubleshooter.conditions import holds, to_number
from portal.troubleshooter.definition import All, AnswerIs, Any, FactIs, Not, OutcomeIs
from portal.troubleshooter.position import Tried

REPLIES = {
    "devices": ("one",),
    "seen": ("red", "dark"),
    "speed": ("12,5",),
    "words": ("fast",),
    "day": ("2026-11-20",),
}
ATTEMPTS = {"router.restart": Tried("no_change"), "wifi.channel": Tried("unknown")}
FACTS = {"router": "Speedport", "browser": ""}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AnswerIs("devices", ("one",)), True),
        (AnswerIs("devices", ("all", "one")), True),
        (AnswerIs("devices", ("all",)), False),
        (AnswerIs("devices"), True),
        (AnswerIs("never_asked"), False),
        (AnswerIs("never_asked", ("one",)), False),
        (AnswerIs("seen", ("dark",)), True),
        (AnswerIs("speed", more=12), True),
        (AnswerIs("speed", less=12.5), False),
        (AnswerIs("speed", more=10, less=20), True),
        (AnswerIs("words", more=0), False),
        (AnswerIs("never_asked", less=1), False),
        (AnswerIs("day", before=date(2026, 11, 21)), True),
        (AnswerIs("day", before=date(2026, 11, 20)), False),
        (AnswerIs("day", after=date(2026, 11, 19), before=date(2026, 12, 1)), True),
        (AnswerIs("day", after=date(2026, 11, 20)), False),
        (AnswerIs("words", before=date(2026, 11, 20)), False),
        (AnswerIs("never_asked", after=date(2026, 11, 20)), False),
        (OutcomeIs("router.restart", ("no_change",)), True),
        (OutcomeIs("router.restart", ("solved", "worse")), False),
        (OutcomeIs("wifi.channel", ("unknown",)), True),
        (OutcomeIs("never.tried", ("no_change",)), False),
        (FactIs("router"), True),
        (FactIs("browser"), False),
        (FactIs("router", ("Speedport",)), True),
        (FactIs("router", ("Fritzbox",)), False),
        (Not(AnswerIs("never_asked")), True),
        (All((FactIs("router"), AnswerIs("devices"))), True),
        (All((FactIs("router"), FactIs("browser"))), False),
        (Any((FactIs("browser"), AnswerIs("devices"))), True),
        (Any((FactIs("browser"), Not(FactIs("router")))), False),
    ],
)
def test_conditions(condition, expected):
    assert holds(condition, REPLIES, ATTEMPTS, FACTS) is expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        (" 12,5 ", 12.5),
        ("-3.25", -3.25),
        ("12 MBit", None),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("", None),
    ],
)
def test_numbers_may_have_a_decimal_comma(text, number):
    assert to_number(text) == number
