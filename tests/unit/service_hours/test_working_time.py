"""When somebody is at work: the team's calendar and hours of one's own together."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from portal.service_hours.rules import Calendar, Span
from portal.service_hours.working_time import next_meeting

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    BERLIN,
    tuple(Span(day, time(8), time(18)) for day in range(5)),
    closed=frozenset({date(2026, 11, 24)}),
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("own", "now", "expected"),
    [
        ((), local(23, 9), local(23, 9)),
        ((), local(22, 9), local(23, 8)),  # a Sunday
        ((Span(0, time(10), time(12)),), local(23, 9), local(23, 10)),
        ((Span(0, time(10), time(12)),), local(23, 11), local(23, 11)),
        ((Span(0, time(6), time(12)),), local(23, 7), local(23, 8)),  # before the team is there
        ((Span(1, time(10), time(12)), Span(3, time(9), time(10))), local(23, 9), local(26, 9)),
        ((Span(6, time(10), time(12)),), local(23, 19), local(25, 8)),  # they never meet
    ],
)
def test_both_have_to_be_there(own, now, expected):
    assert next_meeting(OFFICE, own, now) == expected
