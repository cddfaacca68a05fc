"""Properties of working time: whatever the calendar, the zone, the day and the pauses."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given
from hypothesis import strategies as st

from portal.service_hours.plans import Plan, SpecialDays, calendar_for
from portal.service_hours.rules import (
    Calendar,
    Pause,
    Span,
    add_working_minutes,
    due_after,
    is_open,
    next_opening,
    subtract_working_minutes,
    working_minutes_between,
)

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
# Hours ahead and behind, half hours, a change of half an hour, one at midnight.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
spans = st.builds(Span, st.integers(0, 6), times, times).filter(
    lambda span: span.start != span.end or span.end == time(0)
)
days = st.dates(date(2026, 3, 1), date(2026, 12, 31))
day_windows = st.lists(st.tuples(times, times), max_size=2).map(tuple)
calendars = st.builds(
    Calendar,
    zones,
    # One window of eight hours at least: what follows counts up to a thousand minutes.
    st.lists(spans, max_size=6).map(lambda found: (Span(2, time(22), time(6)), *found)),
    st.frozensets(days, max_size=8),
    st.dictionaries(days, day_windows, max_size=4),
)
# Around both changes of the clocks of the north and the south, and around New Year.
moments = st.sampled_from(
    [
        datetime(2026, 3, 27, tzinfo=UTC),
        datetime(2026, 4, 3, tzinfo=UTC),
        datetime(2026, 9, 4, tzinfo=UTC),
        datetime(2026, 10, 2, tzinfo=UTC),
        datetime(2026, 10, 23, tzinfo=UTC),
        datetime(2026, 12, 23, tzinfo=UTC),
    ]
).flatmap(lambda day: st.integers(0, 5 * 24 * 60).map(lambda passed: day + passed * MINUTE))
minutes = st.integers(0, 1000)


@st.composite
def pauses(draw: st.DrawFn, since: datetime) -> tuple[Pause, ...]:
    found = draw(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 2000)), max_size=4))
    return tuple(
        Pause(since + begin * MINUTE, since + (begin + length) * MINUTE) for begin, length in found
    )


@given(calendars, moments, minutes)
def test_between_counts_what_add_has_let_pass(calendar, start, passed):
    due = add_working_minutes(calendar, start, passed)
    assert working_minutes_between(calendar, start, due) == passed


@given(calendars, moments, minutes)
def test_going_back_counts_as_much_as_going_on(calendar, start, passed):
    due = add_working_minutes(calendar, start, passed)
    begin = subtract_working_minutes(calendar, due, passed)
    assert working_minutes_between(calendar, begin, due) == passed
    assert begin >= start or passed == 0 or not is_open(calendar, start)


@given(calendars, moments, minutes, minutes)
def test_more_minutes_never_end_sooner(calendar, start, first, second):
    less, more = sorted((first, second))
    assert add_working_minutes(calendar, start, less) <= add_working_minutes(calendar, start, more)


@given(calendars, moments, st.integers(0, 4000), minutes)
def test_who_asks_later_is_never_answered_sooner(calendar, start, later, wanted):
    first = add_working_minutes(calendar, start, wanted)
    assert first <= add_working_minutes(calendar, start + later * MINUTE, wanted)


@given(calendars, moments, st.integers(0, 6000), st.integers(0, 6000))
def test_stretches_add_up(calendar, start, first, second):
    middle = start + first * MINUTE
    end = middle + second * MINUTE
    whole = working_minutes_between(calendar, start, end)
    parts = working_minutes_between(calendar, start, middle)
    assert whole == parts + working_minutes_between(calendar, middle, end)
    assert 0 <= whole <= first + second
    assert working_minutes_between(calendar, end, start) == 0


@given(calendars, moments, st.integers(1, 1000))
def test_an_answer_falls_due_while_somebody_is_there(calendar, start, wanted):
    for due in (
        add_working_minutes(calendar, start, wanted),
        due_after(calendar, start, wanted),
    ):
        assert is_open(calendar, due - timedelta(microseconds=1)) or is_open(calendar, due)


@given(calendars, moments, st.integers(1, 1000))
def test_what_is_said_is_never_sooner_than_the_target(calendar, start, wanted):
    due, said = add_working_minutes(calendar, start, wanted), due_after(calendar, start, wanted)
    assert due <= said < due + timedelta(minutes=30)


@given(calendars, moments)
def test_the_next_opening_is_open_and_nothing_before_it(calendar, moment):
    opening = next_opening(calendar, moment)
    assert is_open(calendar, opening)
    assert opening >= moment
    assert working_minutes_between(calendar, moment, opening) == 0


@given(calendars, moments, minutes, st.data())
def test_a_pause_moves_the_end_by_the_service_that_lies_in_it(calendar, start, wanted, data):
    cut = data.draw(pauses(start))
    due = add_working_minutes(calendar, start, wanted, cut)
    assert working_minutes_between(calendar, start, due, cut) == wanted
    assert due >= add_working_minutes(calendar, start, wanted)


@given(calendars, moments, minutes, st.data())
def test_pauses_are_one_however_they_are_cut_and_ordered(calendar, start, wanted, data):
    cut = data.draw(pauses(start))
    halves = [
        half
        for pause in reversed(cut)
        for middle in [pause.start + (pause.end - pause.start) / 2]
        for half in (Pause(middle, pause.end), Pause(pause.start, middle))
    ]
    assert add_working_minutes(calendar, start, wanted, halves) == add_working_minutes(
        calendar, start, wanted, cut
    )


@given(calendars, moments, minutes, minutes, st.data())
def test_a_changed_priority_counts_from_the_start_with_all_pauses(
    calendar, start, before, after, data
):
    """The same whether the target was right from the start or changed under way: nothing of what
    passed is lost, and no pause counts twice."""
    cut = data.draw(pauses(start))
    under_way = start + data.draw(st.integers(0, 4000)) * MINUTE
    passed = working_minutes_between(calendar, start, under_way, cut)
    assume(passed < min(before, after))
    at_once = add_working_minutes(calendar, start, after, cut)
    later = add_working_minutes(calendar, under_way, after - passed, cut)
    assert at_once == later


LAENDER = ["DE-SH", "DE-BY", "DE-SN", "AT-9", "AT-7", "CH-ZH", "CH-TI"]
WEEK = tuple(Span(day, time(8), time(18)) for day in range(6))


@given(st.sampled_from(LAENDER), moments, st.integers(1, 1200))
@example("DE-SN", datetime(2026, 11, 17, 16, 30, tzinfo=UTC), 60)  # then comes Buß- und Bettag
@example("AT-9", datetime(2026, 10, 25, 12, tzinfo=UTC), 1)  # then comes the Nationalfeiertag
def test_nobody_works_on_a_public_holiday(land, start, wanted):
    country, _dash, subdivision = land.partition("-")
    plan = Plan(BERLIN, country, subdivision, WEEK)
    calendar = calendar_for(plan, start)
    due = add_working_minutes(calendar, start, wanted)
    assert due.astimezone(BERLIN).date() not in calendar.closed
    without = calendar_for(Plan(BERLIN, "", "", WEEK), start)
    assert add_working_minutes(without, start, wanted) <= due


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 20), st.booleans())
def test_special_days_come_in_their_years(first, length, yearly):
    days = SpecialDays(first, first + timedelta(days=length), yearly=yearly)
    wanted = {first + timedelta(days=offset) for offset in range(length + 1)}
    years = (first.year - 1, first.year, first.year + 1)
    before, during, after = ({*days.in_year(year)} for year in years)
    if not yearly:
        assert during | after == wanted
        assert not before
    else:
        assert wanted <= during | after
        assert (first.month, first.day) == (2, 29) or len(during) >= 1
        assert all(day.year == first.year for day in during)
