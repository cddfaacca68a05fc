"""When something is due, in few words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, g

from portal.app import create_app
from portal.core.settings import Settings
from portal.escalations.inbox.words import (
    DueGroup,
    distance,
    due_group,
    group_title,
    late_time,
    list_time,
    short_moment,
)

NOW = datetime(2026, 11, 23, 12, 45, tzinfo=UTC)  # Monday, 13:45 in Kiel


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("words")
    return create_app(Settings(data_dir=folder, database_url="sqlite://", secret_key="x"))


@pytest.fixture(params=["de", "en"])
def locale(request: pytest.FixtureRequest, portal: Flask) -> Iterator[str]:
    with portal.test_request_context("/agent/cases"):
        g.locale = request.param
        yield request.param


@pytest.mark.parametrize(
    ("minutes", "german", "english"),
    [
        (15, "in 15 Min.", "in 15 min"),
        (90, "in 90 Min.", "in 90 min"),
        (165, "in 2 ¾ Std.", "in 2 ¾ h"),
        (180, "in 3 Std.", "in 3 h"),
        (60 * 20, "in 20 Std.", "in 20 h"),
        (60 * 72, "in 3 Tagen", "in 3 days"),
        (-11, "seit 11 Min.", "for 11 min"),
        (-45, "seit 45 Min.", "for 45 min"),
        (-60 * 40, "seit 2 Tagen", "for 2 days"),
        (-60 * 36, "seit 2 Tagen", "for 2 days"),
        (0, "in 0 Min.", "in 0 min"),
    ],
)
def test_how_far_away(locale: str, minutes: int, german: str, english: str) -> None:
    words = distance(NOW + timedelta(minutes=minutes), NOW).replace("\N{NO-BREAK SPACE}", " ")
    assert words == (german if locale == "de" else english)


@pytest.mark.parametrize(
    ("due", "group", "german"),
    [
        (NOW - timedelta(minutes=11), DueGroup.OVERDUE, "13:34"),
        (NOW - timedelta(days=1), DueGroup.OVERDUE, "gestern 13:45"),
        (NOW, DueGroup.TODAY, "13:45"),
        (NOW + timedelta(hours=10, minutes=14), DueGroup.TODAY, "23:59"),
        (NOW + timedelta(hours=10, minutes=15), DueGroup.TOMORROW, "0:00"),
        (NOW + timedelta(days=3), DueGroup.LATER, "Do. 13:45"),
        (NOW + timedelta(days=9), DueGroup.LATER, "2. Dez. 13:45"),
    ],
)
def test_groups_go_by_the_reader_s_day(
    locale: str, due: datetime, group: DueGroup, german: str
) -> None:
    assert due_group(due, NOW) is group
    if locale == "de":
        assert list_time(due, NOW).replace("\N{NO-BREAK SPACE}", " ") == german


@pytest.mark.parametrize(
    ("hours", "german", "english"),
    [
        (1, ("12:45", "seit 60 Min."), ("12:45", "for 60 min")),
        (13, ("0:45", "seit 13 Std."), ("0:45", "for 13 h")),
        (14, ("gestern 23:45", ""), ("yesterday 23:45", "")),
        (37, ("gestern 0:45", ""), ("yesterday 0:45", "")),
        (48, ("Sa.", "seit 2 Tagen"), ("Sat", "for 2 days")),
        (24 * 40, ("14. Okt.", "seit 40 Tagen"), ("14 Oct", "for 40 days")),
    ],
)
def test_what_has_passed_is_said_in_a_column_s_room(
    locale: str, hours: int, german: tuple[str, str], english: tuple[str, str]
) -> None:
    said = late_time(NOW - timedelta(hours=hours), NOW)
    plain = tuple(words.replace("\N{NO-BREAK SPACE}", " ") for words in said)
    assert plain == (german if locale == "de" else english)


def test_titles_and_moments(locale: str) -> None:
    titles = [group_title(group, NOW) for group in DueGroup]
    moment = short_moment(NOW + timedelta(days=1), NOW).replace("\N{NO-BREAK SPACE}", " ")

    if locale == "de":
        assert titles == ["Überfällig", "Heute", "Morgen, Dienstag", "Später"]
        assert moment == "morgen 13:45"
    else:
        assert titles == ["Overdue", "Today", "Tomorrow, Tuesday", "Later"]
        assert moment == "tomorrow 13:45"
