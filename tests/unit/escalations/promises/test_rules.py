"""When a promise may fall due, and what is proposed."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from portal.core.errors import Invalid
from portal.escalations.promises.rules import check_due, proposals, reminder
from portal.service_hours.rules import Calendar, Span

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Calendar(
    zone=BERLIN,
    spans=(*(Span(day, time(8), time(18)) for day in range(5)), Span(5, time(9), time(13))),
    closed=frozenset({date(2026, 12, 25), date(2026, 12, 26)}),
)
NEVER = Calendar(zone=BERLIN, spans=())


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A moment of 2026 in Kiel; 23 November is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        (at(23, 13, 45), [at(23, 16), at(24, 10), at(25, 10)]),
        (at(23, 15, 30), [at(23, 16), at(24, 10), at(25, 10)]),
        (at(23, 15, 31), [at(24, 10), at(25, 10), at(26, 10)]),
        (at(27, 20), [at(28, 10), at(30, 10), at(1, 10, month=12)]),  # Sunday is left out
        (at(28, 9), [at(28, 12), at(30, 10), at(1, 10, month=12)]),  # Saturday till 13:00
        (at(24, 17, month=12), [at(28, 10, month=12), at(29, 10, month=12), at(30, 10, month=12)]),
    ],
)
def test_proposals_lie_within_service_hours(now: datetime, proposed: list[datetime]) -> None:
    assert proposals(WEEK, now.astimezone(UTC)) == proposed


def test_where_the_usual_hours_are_closed_others_are_proposed() -> None:
    late = Calendar(BERLIN, tuple(Span(day, time(18), time(22)) for day in range(5)))
    assert proposals(late, at(23, 13)) == [at(23, 21), at(24, 19), at(25, 19)]
    always = Calendar(BERLIN, tuple(Span(day, time(0), time(0)) for day in range(7)))
    assert proposals(always, at(23, 17)) == [at(24, 10), at(25, 10), at(26, 10)]


def test_a_calendar_without_service_proposes_nothing() -> None:
    assert proposals(NEVER, at(23, 9)) == []


@pytest.mark.parametrize("due", [at(23, 10), at(23, 17, 59), at(23, 18), at(28, 13), at(24, 8)])
def test_a_promise_may_fall_due_while_somebody_is_here_up_to_closing_time(due: datetime) -> None:
    check_due(WEEK, due, at(23, 9))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (at(23, 8, 59), "passed"),
        (at(23, 9, 14), "too close"),
        (at(23, 18, 2), "Nobody is here"),
        (at(29, 10), "Nobody is here"),
        (at(25, 10, month=12), "Nobody is here"),
        (datetime(2027, 3, 1, 10, tzinfo=BERLIN), "60 days"),
    ],
)
def test_other_times_are_refused_with_the_reason(due: datetime, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        check_due(WEEK, due, at(23, 9))


def test_a_reminder_comes_when_we_are_next_here() -> None:
    now = at(23, 9)

    assert reminder(WEEK, date(2026, 11, 25), now) == at(25, 8)
    assert reminder(WEEK, date(2026, 11, 29), now) == at(30, 8)
    assert reminder(WEEK, date(2026, 12, 25), now) == at(28, 8, month=12)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2020, 1, 1), date(2030, 1, 1)])
def test_a_reminder_is_neither_today_nor_far_away(day: date) -> None:
    with pytest.raises(Invalid):
        reminder(WEEK, day, at(23, 9))


def test_without_service_nobody_reminds() -> None:
    with pytest.raises(Invalid):
        reminder(NEVER, date(2026, 11, 25), at(23, 9))
