"""The query log without people: what is the same question, what is kept, what came of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.knowledge.query_log_rules import (
    Step,
    asked_on,
    first_day,
    folded,
    may_be_kept,
)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = MONDAY.date()


def searched(query, minutes=0, hits=5, locale="de"):
    return Step(MONDAY + timedelta(minutes=minutes), query, locale, hits)


def opened(minutes):
    return Step(MONDAY + timedelta(minutes=minutes))


def asked(steps, solved_at=None, zone="UTC"):
    return asked_on(steps, solved_at, ZoneInfo(zone))


def numbers(tally):
    return (tally.searches, tally.empty, tally.opened, tally.solved)


@pytest.mark.parametrize(
    "text",
    ["WLAN geht nicht", "wlan  geht nicht?", "„WLAN“ geht nicht …", " WLAN\tgeht\nnicht!! "],
)
def test_capitals_signs_and_spaces_make_no_other_question(text):
    assert folded(text) == "wlan geht nicht"


def test_signs_within_a_word_stay():
    assert folded("Fehler 0x80042109 (smtp.nordhafen.example)") == (
        "fehler 0x80042109 smtp.nordhafen.example"
    )
    assert folded("???") == folded("") == ""
    assert len(folded("x " * 10_000)) <= 200


@pytest.mark.parametrize(
    "query",
    [
        "wlan geht nicht",
        "fehler 0x80042109",
        "port 587 oder 465",
        "router 192.168.178.1",
        "windows 11 24h2 drucker",
        "550 5.7.1 relaying denied",
        "passwort vergessen",
        "kraftfahrzeughaftpflichtversicherung",
    ],
)
def test_questions_are_kept(query):
    assert may_be_kept(query)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "berger@nordhafen.example geht nicht",
        "Kundennummer 204711",
        "Anruf unter 0431 12 34 56",
        "+49 431 123-456",
        "DE89 3704 0044 0532 0130 00",
        "4 0 1 2 3 4 5",
        "https://kunden.nordhafen.example/?token=abc",
        "/de/requests/2bcdfghjkmnpqrstvwxyz23456789b",
        "Schlüssel gt7Kd93mQx0pLw",
        "mein Kennwort ist Hafen",
        "x" * 41,
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn",
        "wort " * 18,
    ],
)
def test_what_may_name_somebody_or_opens_something_is_not_kept(text):
    assert not may_be_kept(folded(text))


def test_a_question_counts_as_opened_until_the_next_one():
    steps = [searched("wlan", 0), opened(1), searched("router", 2), searched("WLAN", 3)]
    found = asked(steps)
    assert numbers(found[DAY, "de", "wlan"]) == (2, 0, 2, 0)
    assert numbers(found[DAY, "de", "router"]) == (1, 0, 0, 0)


def test_what_was_opened_before_any_question_belongs_to_none():
    found = asked([opened(0), searched("wlan", 1)])
    assert numbers(found[DAY, "de", "wlan"]) == (1, 0, 0, 0)


def test_a_search_without_hits_is_not_opened_by_what_stood_beside_it():
    found = asked([searched("funknetz", 0, hits=0), opened(1)])
    assert numbers(found[DAY, "de", "funknetz"]) == (1, 1, 0, 0)


def test_solved_counts_for_what_was_asked_before():
    steps = [searched("wlan", 0), searched("drucker", 60)]
    found = asked(steps, MONDAY + timedelta(minutes=30))
    assert found[DAY, "de", "wlan"].solved == 1
    assert found[DAY, "de", "drucker"].solved == 0


def test_days_and_languages_stand_apart():
    steps = [searched("wlan"), searched("wlan", 60 * 24), searched("wlan", 1, locale="en")]
    assert set(asked(steps)) == {
        (DAY, "de", "wlan"),
        (DAY + timedelta(days=1), "de", "wlan"),
        (DAY, "en", "wlan"),
    }


def test_a_day_begins_at_midnight_where_the_organisation_is():
    late = [searched("wlan", 60 * 14 + 30)]  # 23:30 in London, 0:30 in Berlin
    assert set(asked(late, zone="Europe/London")) == {(DAY, "de", "wlan")}
    assert set(asked(late, zone="Europe/Berlin")) == {(DAY + timedelta(days=1), "de", "wlan")}


def test_what_may_name_somebody_is_counted_without_its_words():
    steps = [searched("info@nordhafen.example"), opened(1), searched("Kundennummer 204711", 2)]
    steps += [searched("Kundennummer 204711", 3, hits=0), searched("wlan", 4)]
    found = {key: numbers(tally) for key, tally in asked(steps).items()}
    assert found == {(DAY, "de", ""): (3, 1, 1, 0), (DAY, "de", "wlan"): (1, 0, 0, 0)}


def test_only_days_whose_journeys_are_still_there_are_counted_anew():
    assert first_day(date(2026, 11, 30), journey_days=90) == date(2026, 11, 1)
    assert first_day(date(2026, 11, 30), journey_days=1) == date(2026, 11, 30)
