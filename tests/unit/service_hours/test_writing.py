"""Hours as people type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.service_hours.writing import read_windows, written

MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(18))


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("8:00–12:00, 13:00–18:00", (MORNING, AFTERNOON)),
        ("13-18; 8-12", (MORNING, AFTERNOON)),
        ("8.00 bis 12.00 Uhr und 13 bis 18 Uhr", (MORNING, AFTERNOON)),
        ("08:00 to 12:00 and 13:00 to 18:00", (MORNING, AFTERNOON)),
        ("22:00–6:00", ((time(22), time(6)),)),
        ("8–12, 22–6", (MORNING, (time(22), time(6)))),
        ("0–24", ((time(0), time(0)),)),
        ("18:30–24:00", ((time(18, 30), time(0)),)),
        ("", ()),
        (" geschlossen ", ()),
        ("Closed", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text, windows):
    assert read_windows(text) == windows


@pytest.mark.parametrize(
    "text",
    ["8", "8–", "morgens", "8–12–14", "25–26", "8:60–9:00", "8–8", "8–12, 11–14", "22–6, 23–24",
     "0–24, 8–12", "8–12, 8–12", "<b>8–12</b>", "8:00–12:00 13:00–18:00"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_to_be_so(text):
    with pytest.raises(Invalid):
        read_windows(text)


times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(st.lists(times, min_size=2, max_size=6, unique=True))
def test_what_is_written_reads_the_same(found):
    ordered = sorted(found)
    windows = tuple(zip(ordered[::2], ordered[1::2], strict=False))
    assert read_windows(written(windows)) == windows
