"""Until when somebody waits, and when a reminder may come."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.troubleshooter.position import Tried, Wanted
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.waiting import by_day, end_of_wait, reply_for, waited_until
from tests.flows.sample_flow import flow_of

BERLIN = ZoneInfo("Europe/Berlin")
UNTIL = "2026-11-24T08:30+00:00"
NEXT = "next: {solved: done, no_change: person, worse: person, could_not: person}"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def waiting_flow():
    return flow_of(f"  a:\n    do: dns.check_records\n    wait: {{hours: 24}}\n    {NEXT}\n")


def test_what_is_kept_is_read_again():
    moment = at("2026-11-24T08:30")
    assert waited_until([reply_for(moment)]) == moment


@pytest.mark.parametrize("reply", [[], ["soon"], ["2026-11-24T08:30"], [UNTIL, UNTIL], [""]])
def test_what_is_no_moment_is_no_wait(reply):
    assert waited_until(reply) is None


@pytest.mark.parametrize(
    ("now", "minutes", "until"),
    [
        ("2026-11-23T08:30", 1440, "2026-11-24T08:30"),
        ("2026-11-23T08:31:40", 30, "2026-11-23T09:05"),
        ("2026-11-23T23:58", 5, "2026-11-24T00:05"),
    ],
)
def test_a_wait_ends_on_full_five_minutes_and_never_early(now, minutes, until):
    assert end_of_wait(at(now), minutes) == at(until)


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-11-23T08:30", "2026-11-23T08:30"),
        ("2026-11-23T06:59", "2026-11-23T07:00"),  # 7:59 in Berlin
        ("2026-11-23T19:00", "2026-11-24T07:00"),  # 20:00
        ("2026-11-23T23:30", "2026-11-24T07:00"),  # half past midnight
        ("2026-03-28T22:00", "2026-03-29T06:00"),  # the night in which summer time begins
    ],
)
def test_a_reminder_comes_by_day_where_the_reader_is(moment, sent):
    assert by_day(at(moment), BERLIN) == at(sent)


def test_who_waits_stands_at_the_remedy():
    here = resolve(waiting_flow(), {"a": (UNTIL,)}, {}, {})
    assert (here.step.id, here.wants) == ("a", Wanted.WAITING)


@pytest.mark.parametrize("reply", [(), ("x",)])
def test_who_does_not_wait_is_shown_what_to_do(reply):
    assert resolve(waiting_flow(), {"a": reply}, {}, {}).wants is Wanted.REMEDY


def test_a_result_ends_the_wait_and_taking_it_back_brings_it_back():
    flow, answers = waiting_flow(), {"a": (UNTIL,)}
    solved = {"dns.check_records": Tried("solved", here=True)}
    assert resolve(flow, answers, solved, {}).step.id == "done"
    unknown = {"dns.check_records": Tried("unknown", here=True)}
    assert resolve(flow, answers, unknown, {}).wants is Wanted.RESULT
    assert resolve(flow, answers, {}, {}).wants is Wanted.WAITING


def test_a_step_without_a_wait_knows_none():
    flow = flow_of(f"  a:\n    do: dns.check_records\n    {NEXT}\n")
    assert resolve(flow, {"a": (UNTIL,)}, {}, {}).wants is Wanted.REMEDY


@pytest.mark.parametrize(
    ("length", "minutes"), [("minutes: 30", 30), ("hours: 24", 1440), ("days: 3", 4320)]
)
def test_lengths_of_time(length, minutes):
    flow = flow_of(f"  a:\n    do: dns.check_records\n    wait: {{{length}}}\n    {NEXT}\n")
    assert flow.steps["a"].wait_minutes == minutes
