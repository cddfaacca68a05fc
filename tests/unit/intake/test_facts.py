"""Facts that customers state in passing, each with the words that say so."""

from datetime import datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from portal.intake.facts import stated_facts
from portal.journeys.rules import FACTS

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def facts(text, locale="de", **settings):
    found = stated_facts(text, locale=locale, now=NOW, **settings)
    assert all(fact.quote == " ".join(text[fact.start : fact.end].split()) for fact in found)
    assert {fact.name for fact in found} <= set(FACTS)
    return {fact.name: fact.value for fact in found}


def test_a_german_letter():
    text = (
        "Seit Freitag kann ich mit Outlook 2021 unter Windows 11 nichts verschicken. Es kommt die "
        "Meldung „Senden fehlgeschlagen“, Fehler 0x80042109. Meine Kundennummer ist 204 183, die "
        "Seite heißt www.baeckerei-berger.example. Am Donnerstag habe ich mein Passwort geändert."
    )

    assert facts(text) == {
        "since": "Freitag, 20. November 2026",
        "program": "Outlook 2021",
        "operating_system": "Windows 11",
        "error_text": "0x80042109: Senden fehlgeschlagen",
        "customer_number": "204 183",
        "domain": "baeckerei-berger.example",
        "changed_before": "Am Donnerstag habe ich mein Passwort geändert",
    }


def test_an_english_letter():
    text = (
        "Hi, since yesterday Chrome says DNS_PROBE_FINISHED_NXDOMAIN for bread.example on my "
        "MacBook. Customer no. K-48213, anna@bread.example. I changed the nameservers last week."
    )

    assert facts(text, "en") == {
        "since": "Sunday 22 November 2026",
        "browser": "Chrome",
        "error_text": "DNS_PROBE_FINISHED_NXDOMAIN",
        "domain": "bread.example",
        "device": "MacBook",
        "customer_number": "K-48213",
        "email_address": "anna@bread.example",
        "changed_before": "I changed the nameservers last week",
    }


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Meine FRITZ!Box 7590 blinkt", "router", "FRITZ!Box 7590"),
        ("Der HP OfficeJet Pro 8022 druckt nicht", "printer", "HP OfficeJet Pro 8022"),
        ("550 5.7.1 Relaying denied steht da", "error_text", "550 5.7.1 Relaying denied steht da"),
        ("it fails with error 550 5.7.1.", "error_text", "error 550 5.7.1"),
        ("Die Seite zeigt Fehler 500.", "error_text", "Fehler 500"),
        ("geht nicht seit dem WordPress-Update", "changed_before", "seit dem WordPress-Update"),
        ("nachdem ich den Anbieter gewechselt habe, ist Ruhe", "changed_before", None),
        ("seit 2 Stunden", "since", "etwa 23. November 2026, 7:30 Uhr"),
    ],
)
def test_single_facts(text, name, value):
    assert facts(text)[name] == (value or text.partition(",")[0])


def test_where_it_works_is_not_the_device_that_has_the_problem():
    assert facts("Am iPhone geht es, am Laptop nicht.")["device"] == "Laptop"
    assert facts("On my iPad it works fine, the PC can’t connect", "en")["device"] == "PC"


def test_providers_servers_and_addresses_are_no_domain_of_the_customer():
    text = "Von bob@gmx.de über smtp.nordhafen.example an google.com, siehe index.php, z.B. u.a."

    assert "domain" not in facts(text)


def test_a_number_as_the_organisation_writes_them_needs_no_word_before_it():
    pattern = r"\d{3} \d{3}"

    assert facts("Hier 204 183, es eilt", customer_number=pattern)["customer_number"] == "204 183"
    for noise in ("Tel. 0431 555 019", "555 0190", "10.204 183 99"):
        assert "customer_number" not in facts(noise, customer_number=pattern)
    assert "customer_number" not in facts("Hier 204 183, es eilt")


@pytest.mark.parametrize(
    "noise",
    [
        "",
        "Es geht nicht.",
        "<script>alert(1)</script>",
        "a: &a [*a, *a]",
        "$(rm -rf /)",
        "Vorher wurde nichts geändert.",
        "> Am 3.11. schrieb bob@firma.de:\n> seit gestern mit Outlook",
    ],
)
def test_noise_states_nothing(noise):
    assert facts(noise) == {}


@pytest.mark.parametrize(
    "piece", ["a.", "gestern ", "I changed ", 'fehler "', "seit dem x ", "hp ", "1 ", "a@b.", "\n>"]
)
def test_a_long_text_takes_no_time(piece):
    begun = process_time()

    facts((piece * 10_000)[:10_000])

    assert process_time() - begun < 2
