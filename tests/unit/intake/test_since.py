"""When it began, by the reader's calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.intake.since import since_when

KIEL = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=KIEL)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Seit Freitag geht nichts", "Seit Freitag", date(2026, 11, 20)),
        ("geht nicht, seid gestern abend", "seid gestern abend", date(2026, 11, 22)),
        ("seit vorgestern", "seit vorgestern", date(2026, 11, 21)),
        ("Seit heute früh", "Seit heute früh", date(2026, 11, 23)),
        ("seit Montag", "seit Montag", date(2026, 11, 16)),
        ("seit letztem Donnerstag", "seit letztem Donnerstag", date(2026, 11, 19)),
        ("seit dem 12.11.", "seit dem 12.11.", date(2026, 11, 12)),
        ("seit dem 25.12. schon", "seit dem 25.12.", date(2025, 12, 25)),
        ("seit dem 3. November", "seit dem 3. November", date(2026, 11, 3)),
        ("seit 2 Tagen", "seit 2 Tagen", date(2026, 11, 21)),
        ("since yesterday", "since yesterday", date(2026, 11, 22)),
        ("since last Friday morning", "since last Friday morning", date(2026, 11, 20)),
        ("broken since November 12th", "since November 12th", date(2026, 11, 12)),
        ("since 2026-11-20", "since 2026-11-20", date(2026, 11, 20)),
        ("Am Donnerstag hörte es plötzlich auf", "Am Donnerstag", date(2026, 11, 19)),
        ("two days ago it suddenly stopped", "two days ago", date(2026, 11, 21)),
    ],
)
def test_a_day_is_told_by_the_calendar(text, words, day):
    found = since_when(text, MONDAY)

    assert (text[found.start : found.end], found.day, found.about) == (words, day, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("seit etwa 3 Wochen", date(2026, 11, 2)),
        ("for about two weeks now", date(2026, 11, 9)),
        ("seit einem Monat", date(2026, 10, 23)),
        ("seit dem Wochenende", date(2026, 11, 21)),
        ("since last week", date(2026, 11, 16)),
        ("seit Ende Oktober", date(2026, 10, 31)),
        ("seit Anfang Dezember", date(2025, 12, 1)),
    ],
)
def test_what_is_counted_or_rough_is_an_estimate(text, day):
    found = since_when(text, MONDAY)

    assert (found.day, found.about) == (day, True)


@pytest.mark.parametrize("text", ["seit dem Update", "seit ein paar Tagen", "since the move"])
def test_words_that_name_no_day_are_kept_as_they_are(text):
    found = since_when(text, MONDAY)

    assert (text[found.start : found.end], found.day) == (text, None)


@pytest.mark.parametrize(
    "noise",
    [
        "ab Port 25",
        "Am Freitag habe ich das Passwort geändert.",
        "I waited for two days.",
        "We have paid for 3 months",
        "seit dem 31.2.",
        "seit 2027-01-01",
        "Seitdem geht nichts",
        "",
    ],
)
def test_noise_says_nothing_of_the_beginning(noise):
    assert since_when(noise, MONDAY) is None


def test_hours_are_elapsed_time_also_when_the_clocks_change():
    after_the_change = datetime(2026, 10, 25, 6, 0, tzinfo=KIEL)  # 3:00 became 2:00

    found = since_when("seit 5 Stunden", after_the_change)

    assert (found.moment.hour, found.moment.utcoffset().seconds) == (2, 2 * 3600)
    assert found.day == date(2026, 10, 25)


def test_days_are_those_of_the_readers_zone():
    early = datetime(
        2026, 3, 29, 23, 30, tzinfo=ZoneInfo("UTC")
    )  # the 30th in Kiel, in summer time

    assert since_when("seit gestern", early.astimezone(KIEL)).day == date(2026, 3, 29)
    assert since_when("seit gestern", early).day == date(2026, 3, 28)
