"""What an address says about a filter, whatever stands in it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.escalations.inbox.filters import Span, narrows, span_of, view_of, wanted_of
from portal.escalations.inbox.queries import View

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # already the 24th in Berlin


def test_what_says_nothing_is_left_out() -> None:
    given = {"view": "all", "team": "mail", "status": "", "q": "x", "after": "1-1", "noise": "1"}

    assert wanted_of(given) == {"team": "mail"}
    assert wanted_of({"view": "mine"}) == {}
    assert wanted_of({"view": "mine", "priority": "high"}) == {"view": "mine", "priority": "high"}


@pytest.mark.parametrize(
    ("given", "view"),
    [
        ({}, View.MINE),
        ({"team": "mail"}, View.ALL),
        ({"tags": "dns"}, View.ALL),
        ({"status": "solved"}, View.SOLVED),
        ({"view": "waiting", "status": "waiting"}, View.WAITING),
    ],
)
def test_whoever_narrows_without_a_view_narrows_everything(
    given: dict[str, str], view: View
) -> None:
    assert view_of(wanted_of(given)) is view


@pytest.mark.parametrize(
    "given",
    [
        {"priority": "urgent'; DROP TABLE tag; --"},
        {"status": "%"},
        {"view": "due_at DESC"},
        {"language": "xx"},
        {"contact": "' OR 1=1"},
        {"created": "tomorrow"},
        {"due": "month"},
        {"due_from": "2026-02-30"},
        {"created_to": "yesterday"},
        {"tags": " , # ,\x00"},
        {"order": "name"},
    ],
)
def test_v2_what_is_not_on_the_list_is_passed_over(given: dict[str, str]) -> None:
    assert wanted_of(given) == {}


def test_tags_are_tidied_and_each_named_once() -> None:
    assert wanted_of({"tags": " #DNS,  dns ;  zwei   Wörter,"})["tags"] == "dns, zwei Wörter"


def test_a_team_alone_has_a_link_of_its_own() -> None:
    assert not narrows(wanted_of({"team": "mail", "view": "waiting"}))
    assert narrows(wanted_of({"contact": "me"}))


def test_days_are_whole_days_of_the_reader_and_go_before_a_period() -> None:
    wanted = wanted_of({"due": "today", "due_from": "2026-10-24", "due_to": "2026-10-25"})

    span = span_of(wanted, "due", NOW, BERLIN)

    assert "due" not in wanted
    assert span.start == datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert span.end == datetime(2026, 10, 25, 23, tzinfo=UTC)  # a day of 25 hours


@pytest.mark.parametrize(
    ("moment", "period", "start", "end"),
    [
        ("due", "today", (11, 24), (11, 25)),
        ("due", "tomorrow", (11, 25), (11, 26)),
        ("due", "week", (11, 24), (12, 1)),
        ("created", "today", (11, 24), None),
        ("changed", "week", (11, 18), None),
        ("changed", "month", (10, 26), None),
    ],
)
def test_periods_begin_on_the_reader_s_day(
    moment: str, period: str, start: tuple[int, int], end: tuple[int, int] | None
) -> None:
    found = span_of({moment: period}, moment, NOW, BERLIN)

    assert found.start == datetime(2026, *start, tzinfo=BERLIN)
    assert found.end == (datetime(2026, *end, tzinfo=BERLIN) if end else None)


def test_the_calendar_may_end() -> None:
    wanted = wanted_of({"created_from": "0001-01-01", "created_to": "9999-12-31"})

    assert not span_of(wanted, "created", NOW, BERLIN).open
    assert span_of({}, "created", NOW, BERLIN) == Span()
