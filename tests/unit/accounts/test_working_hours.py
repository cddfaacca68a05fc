"""Hours as people write them."""

import pytest

from portal.accounts.working_hours import read_windows, written
from portal.core.errors import Invalid


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("", ()),
        ("8-12", ((480, 720),)),
        ("8:00–12:00, 13:00–17:30", ((480, 720), (780, 1050))),
        ("13.00 bis 17.00 Uhr; 8 - 12 Uhr", ((480, 720), (780, 1020))),
        ("18:00–24:00", ((1080, 1440),)),
    ],
)
def test_times_are_read_as_people_write_them(text, windows):
    assert read_windows(text) == windows


@pytest.mark.parametrize(
    "text",
    [
        "morgens",
        "8:00",
        "8:75–12",
        "17–8",
        "9–9",
        "8–25",
        "24–24",
        "8–12, 11–13",
        "1-2,3-4,5-6,7-8,9-10",
    ],
)
def test_what_cannot_be_meant_is_refused(text):
    with pytest.raises(Invalid):
        read_windows(text)


def test_what_is_written_is_read_again():
    windows = ((480, 725), (780, 1440))
    assert read_windows(written(windows)) == windows
