"""When a journey goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.journeys.rules import IDLE, goes_on

SEEN = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "ended", "expected"),
    [
        (timedelta(0), None, True),
        (IDLE, None, True),
        (IDLE + timedelta(seconds=1), None, False),
        (timedelta(minutes=1), SEEN, False),
    ],
)
def test_a_journey_goes_on_until_it_is_ended_or_forgotten_for_two_weeks(later, ended, expected):
    assert goes_on(SEEN, ended, SEEN + later) is expected
