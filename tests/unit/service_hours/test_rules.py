"""Working time: days of 23 and 25 hours, holidays, closing time to the minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.service_hours.rules import (
    Calendar,
    NoWorkingTime,
    Span,
    add_working_minutes,
    check_reach,
    due_after,
    is_open,
    next_opening,
    slots_from,
    subtract_working_minutes,
    working_minutes_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = (*(Span(day, time(8), time(18)) for day in range(5)), Span(5, time(9), time(13)))
OFFICE = Calendar(BERLIN, WEEK, closed=frozenset({date(2026, 12, 25), date(2026, 12, 26)}))
ROUND_THE_CLOCK = Calendar(BERLIN, tuple(Span(day, time(0), time(23, 59)) for day in range(7)))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def local(*parts):
    return datetime(*parts, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        pytest.param(local(2026, 11, 23, 9), 75, local(2026, 11, 23, 10, 15), id="same day"),
        pytest.param(local(2026, 11, 23, 6), 75, local(2026, 11, 23, 9, 15), id="before opening"),
        pytest.param(
            local(2026, 11, 20, 17, 30), 75, local(2026, 11, 21, 9, 45), id="Friday evening"
        ),
        pytest.param(local(2026, 11, 21, 12, 30), 75, local(2026, 11, 23, 8, 45), id="Saturday"),
        pytest.param(local(2026, 11, 22, 12), 75, local(2026, 11, 23, 9, 15), id="Sunday"),
        pytest.param(
            local(2026, 11, 23, 16, 45), 75, local(2026, 11, 23, 18), id="to the last minute"
        ),
        pytest.param(local(2026, 11, 23, 16, 46), 75, local(2026, 11, 24, 8, 1), id="one too late"),
        pytest.param(local(2026, 11, 23, 18), 75, local(2026, 11, 24, 9, 15), id="at closing time"),
        pytest.param(local(2026, 11, 23, 17, 59), 1, local(2026, 11, 23, 18), id="last minute"),
        pytest.param(local(2026, 12, 24, 17, 30), 75, local(2026, 12, 28, 8, 45), id="Christmas"),
        pytest.param(local(2026, 11, 23, 9), 0, local(2026, 11, 23, 9), id="nothing to wait for"),
        pytest.param(local(2026, 11, 23, 9), 600, local(2026, 11, 24, 9), id="over night"),
    ],
)
def test_minutes_pass_only_while_somebody_is_there(start, minutes, due):
    assert add_working_minutes(OFFICE, start, minutes) == due


def test_an_hour_is_an_hour_on_the_day_that_lacks_one():
    due = add_working_minutes(ROUND_THE_CLOCK, local(2026, 3, 29, 1, 30), 60)
    assert due == local(2026, 3, 29, 3, 30)  # 2:00 to 3:00 does not exist


def test_an_hour_is_an_hour_on_the_day_that_has_one_twice():
    due = add_working_minutes(ROUND_THE_CLOCK, local(2026, 10, 25, 1, 30), 120)
    assert due == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert due.astimezone(BERLIN).strftime("%H:%M") == "02:30"  # for the second time


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_opening_time_stays_when_the_clocks_change(day):
    sunday = Calendar(BERLIN, (Span(6, time(9), time(13)),))
    saturday_noon = datetime.combine(day - timedelta(days=1), time(12), BERLIN)
    due = add_working_minutes(sunday, saturday_noon, 30)
    assert due.astimezone(BERLIN) == datetime.combine(day, time(9, 30), BERLIN)


def test_a_lunch_break_counts_for_nobody():
    spans = (Span(0, time(8), time(12)), Span(0, time(13), time(17)))
    calendar = Calendar(BERLIN, spans)
    assert add_working_minutes(calendar, local(2026, 11, 23, 11, 30), 60) == local(
        2026, 11, 23, 13, 30
    )
    assert not is_open(calendar, local(2026, 11, 23, 12))
    assert is_open(calendar, local(2026, 11, 23, 13))


def test_windows_that_overlap_count_once():
    calendar = Calendar(BERLIN, (Span(0, time(8), time(12)), Span(0, time(10), time(14))))
    assert add_working_minutes(calendar, local(2026, 11, 23, 8), 300) == local(2026, 11, 23, 13)


@pytest.mark.parametrize(
    ("moment", "somebody"),
    [
        (local(2026, 11, 23, 8), True),
        (local(2026, 11, 23, 7, 59), False),
        (local(2026, 11, 23, 17, 59), True),
        (local(2026, 11, 23, 18), False),
        (local(2026, 11, 22, 12), False),
        (local(2026, 12, 25, 12), False),
    ],
)
def test_the_end_of_a_window_is_closed(moment, somebody):
    assert is_open(OFFICE, moment) is somebody


@pytest.mark.parametrize("spans", [(), (Span(0, time(8), time(8)),)])
def test_a_calendar_without_a_working_minute_is_said_to_be_one(spans):
    with pytest.raises(NoWorkingTime):
        add_working_minutes(Calendar(BERLIN, spans), local(2026, 11, 23, 9), 1)


hours = st.integers(0, 23).map(time)
calendars = st.lists(st.builds(Span, st.integers(0, 6), hours, hours), min_size=1, max_size=6).map(
    lambda spans: Calendar(BERLIN, tuple(spans))
)
# Around the days on which the clocks change.
moments = st.sampled_from([utc(2026, 3, 26), utc(2026, 10, 22)]).flatmap(
    lambda first: st.integers(0, 6 * 24 * 60).map(lambda passed: first + timedelta(minutes=passed))
)


@given(calendars, moments)
def test_counting_each_minute_gives_the_same_answer(calendar, start):
    try:
        due = add_working_minutes(calendar, start, 90)
    except NoWorkingTime:
        assert all(span.start == span.end != time(0) for span in calendar.spans)
        return
    if due - start > timedelta(days=2):  # counted minutes are slow
        return
    minutes = int((due - start) / timedelta(minutes=1))
    passed = sum(is_open(calendar, start + timedelta(minutes=minute)) for minute in range(minutes))
    assert passed == 90


@given(moments, st.integers(0, 3000), st.integers(0, 3000))
def test_waiting_twice_is_waiting_once_for_both(start, first, second):
    between = add_working_minutes(OFFICE, start, first)
    assert add_working_minutes(OFFICE, between, second) == add_working_minutes(
        OFFICE, start, first + second
    )


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins():
    friday_night = Calendar(BERLIN, (Span(4, time(22), time(6)),), frozenset({date(2026, 11, 28)}))
    assert is_open(
        friday_night, local(2026, 11, 28, 5, 59)
    )  # Saturday is closed, the shift goes on
    assert not is_open(friday_night, local(2026, 11, 28, 6))
    assert not is_open(friday_night, local(2026, 11, 27, 5))
    due = add_working_minutes(friday_night, local(2026, 11, 27, 23), 8 * 60)
    assert due == local(2026, 12, 4, 23)


def test_a_window_until_midnight_and_one_from_midnight_are_one():
    spans = (Span(0, time(18), time(0)), Span(1, time(0), time(6)))
    calendar = Calendar(BERLIN, spans)
    assert add_working_minutes(calendar, local(2026, 11, 23, 18), 720) == local(2026, 11, 24, 6)
    assert working_minutes_between(calendar, local(2026, 11, 23), local(2026, 11, 25)) == 720


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 3, 28), 660), (date(2026, 10, 24), 780)])
def test_a_night_shift_is_an_hour_shorter_or_longer_when_the_clocks_change(day, minutes):
    night = Calendar(BERLIN, (Span(5, time(20), time(8)),))
    start = datetime.combine(day, time(12), BERLIN)
    assert working_minutes_between(night, start, start + timedelta(days=2)) == minutes


def test_a_half_day_has_hours_of_its_own_also_on_a_holiday():
    calendar = Calendar(
        BERLIN,
        WEEK,
        frozenset({date(2026, 12, 25), date(2026, 12, 26)}),
        {date(2026, 12, 24): ((time(8), time(12)),), date(2026, 12, 26): ((time(10), time(11)),)},
    )
    assert not is_open(calendar, local(2026, 12, 24, 12))
    assert next_opening(calendar, local(2026, 12, 24, 12)) == local(2026, 12, 26, 10)
    assert add_working_minutes(calendar, local(2026, 12, 24, 11), 180) == local(2026, 12, 28, 9)


def test_what_is_said_lies_on_the_half_hour_and_never_behind_closing_time():
    short = Calendar(BERLIN, (Span(0, time(8), time(17, 45)),))
    assert due_after(short, local(2026, 11, 23, 9), 75) == local(2026, 11, 23, 10, 30)
    assert due_after(short, local(2026, 11, 23, 9), 60) == local(2026, 11, 23, 10)
    assert due_after(short, local(2026, 11, 23, 16, 20), 75) == local(2026, 11, 23, 17, 45)
    assert due_after(short, local(2026, 11, 23, 16, 30), 75) == local(2026, 11, 23, 17, 45)
    assert due_after(short, local(2026, 11, 23, 17, 45), 5) == local(2026, 11, 30, 8, 30)


def test_half_hours_are_those_of_the_zone():
    kathmandu = ZoneInfo("Asia/Kathmandu")  # 5:45 ahead of UTC
    calendar = Calendar(kathmandu, (Span(0, time(8), time(18)),))
    due = due_after(calendar, datetime(2026, 11, 23, 9, 10, tzinfo=kathmandu), 10)
    assert due.astimezone(kathmandu).time() == time(9, 30)


def test_slots_end_at_closing_time():
    calendar = Calendar(BERLIN, (Span(0, time(8), time(13)),))
    slots = [next(found) for found in [slots_from(calendar, local(2026, 11, 23, 11), 120)]]
    assert slots == [(local(2026, 11, 23, 12), local(2026, 11, 23, 13))]


def test_a_calendar_that_closing_days_swallow_is_said_to_be_one():
    days = frozenset(date(2026, 12, 1) + timedelta(days=offset) for offset in range(70))
    swallowed = Calendar(BERLIN, WEEK, days)
    check_reach(swallowed, 75, local(2026, 9, 1), 60)
    with pytest.raises(NoWorkingTime):
        check_reach(swallowed, 75, local(2026, 9, 1), 120)
    with pytest.raises(NoWorkingTime):  # a minute a week is too little for an hour
        check_reach(Calendar(BERLIN, (Span(0, time(8), time(8, 1)),)), 60, local(2026, 9, 1), 30)


def test_looking_back_ends_at_the_closing_before():
    assert subtract_working_minutes(OFFICE, local(2026, 11, 23, 8, 10), 15) == local(
        2026, 11, 21, 12, 55
    )
    assert subtract_working_minutes(OFFICE, local(2026, 11, 23, 18), 15) == local(
        2026, 11, 23, 17, 45
    )
