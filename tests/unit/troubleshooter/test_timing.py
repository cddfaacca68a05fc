"""How long remedies take."""

from datetime import UTC, datetime, timedelta

from portal.troubleshooter.timing import Act, Timed, durations, medians, with_measured
from tests.flows.sample_flow import sample

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def at(minutes: float, **more) -> Act:
    return Act(START + timedelta(minutes=minutes), **more)


def took(*acts: Act) -> list[tuple[str, float]]:
    return [(remedy, time.total_seconds() / 60) for remedy, time in durations(START, acts)]


def test_a_remedy_takes_from_the_act_before_it():
    acts = (at(1), at(5, remedy="a"), at(7, remedy="b"))
    assert took(*reversed(acts)) == [("a", 4), ("b", 2)]


def test_the_first_one_counts_from_the_beginning():
    assert took(at(3, remedy="a")) == [("a", 3)]


def test_too_quick_too_slow_and_waiting_tell_nothing():
    assert took(at(0.1, remedy="a"), at(180, remedy="b")) == []
    assert took(at(1, waits=True), at(60, remedy="a")) == []


def test_medians_are_kept_with_how_many_they_are_of():
    assert medians({"b": [60, 300, 90], "a": [30]}) == {"a": Timed(1, 30), "b": Timed(3, 90)}


def test_measured_minutes_take_the_place_of_the_authors():
    flow = with_measured(sample(), {}, {"wifi.channel": 61})
    assert flow.remedies["wifi.channel"].minutes == 2
    assert flow.remedies["router.restart"].minutes == sample().remedies["router.restart"].minutes
    assert with_measured(sample(), {}, {}) == sample()


def test_a_slower_remedy_makes_the_whole_longer():
    assert with_measured(sample(), {}, {"wifi.channel": 600}).minutes > sample().minutes
