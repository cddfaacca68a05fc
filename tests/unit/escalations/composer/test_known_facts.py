"""Sentences that ask for what a case has already, and such that only speak of it."""

import pytest

from portal.escalations.composer.known_facts import Known, asked_again, told_in, topic_of

TOPICS = (
    "customer_number domain email_address device operating_system program browser router printer "
    "error_text picture since changed_before phone_number"
)
KNOWN = [Known(topic, "", "VALUE", "line-1") for topic in TOPICS.split()]


def topics(reply: str) -> set[str]:
    """What the reply asks for again."""
    return {asked.known.topic for asked in asked_again(reply, KNOWN)}


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        (
            "Bitte nennen Sie uns Ihre Kundennummer, Ihr Gerät und die genaue Fehlermeldung.",
            "customer_number device error_text",
        ),
        ("Können Sie mir bitte Ihre Kundennummer nennen?", "customer_number"),
        ("Könnten Sie uns einen Screenshot der Fehlermeldung schicken?", "picture"),
        ("Welche Fehlermeldung erscheint, wenn Sie senden?", "error_text"),
        ("Welches Gerät verwenden Sie?", "device"),
        ("Auf welchem Gerät tritt das auf?", "device"),
        ("Mit welchem Mailprogramm arbeiten Sie?", "program"),
        ("Um welche Domain geht es?", "domain"),
        ("Seit wann besteht das Problem?", "since"),
        ("Bitte geben Sie Ihre Kundennummer an.", "customer_number"),
        ("Ich brauche dafür noch Ihre Kundennummer.", "customer_number"),
        ("Could you please send us a screenshot of the error?", "picture"),
        ("What is your customer number?", "customer_number"),
        ("Which router do you have?", "router"),
        ("What kind of device are you using?", "device"),
        (
            "Please tell us your operating system and the exact error message.",
            "error_text operating_system",
        ),
        ("How long has this been happening?", "since"),
        ("When did the problem first start?", "since"),
        ("Have you changed anything before that?", "changed_before"),
        ("What error message do you get?", "error_text"),
        ("Please let me know which browser you use.", "browser"),
        ("Welches Modell ist Ihr Router?", "router"),
        ("Was für einen Drucker haben Sie?", "printer"),
        ("Können Sie mir sagen, welches Betriebssystem Sie nutzen?", "operating_system"),
        ("We need your customer number to find your contract.", "customer_number"),
        ("Schicken Sie uns bitte den genauen Wortlaut der Fehlermeldung.", "error_text"),
        ("Haben Sie vorher etwas an den Einstellungen verändert?", "changed_before"),
        ("Unter welcher Telefonnummer erreichen wir Sie?", "phone_number"),
    ],
)
def test_a_question_or_a_request_asks(sentence: str, asked: str) -> None:
    assert topics(sentence) == set(asked.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "Könnten Sie uns einen neuen Screenshot schicken?",
        "Welche Meldung sehen Sie jetzt?",
        "Wie ist Ihr Router angeschlossen?",
        "Bitte geben Sie Ihre E-Mail-Adresse als Benutzernamen ein.",
        "Schalten Sie den Router aus und sagen Sie mir, ob der Drucker dann druckt.",
        "Ist Ihr Drucker eingeschaltet?",
        "Danke, dass Sie uns die Kundennummer genannt haben.",
        "Ihre Kundennummer brauche ich nicht noch einmal.",
        "What happens when you restart your device?",
        "Which error message do you see now?",
        "Tell me whether the printer prints.",
        "I will send you the error log.",
        "Öffnen Sie bitte den Browser und schreiben Sie mir, was dort steht.",
        "Welche Einstellungen hat Ihr Router?",
        "Der Router zeigt eine Fehlermeldung, wenn die Leitung gestört ist.",
    ],
)
def test_what_only_mentions_a_thing_or_asks_for_another_one_does_not(sentence: str) -> None:
    assert topics(sentence) == set()


def test_a_question_that_names_the_datum_asks_whether_it_is_right() -> None:
    assert topics("Welcher Router, der VALUE?") == set()


def test_a_datum_of_a_flow_of_one_s_own_is_known_by_its_label() -> None:
    known = [Known(topic_of("Tarif"), "Tarif", "Mail Pro", "line-2")]
    (asked,) = asked_again("Guten Tag. Welchen Tarif haben Sie?", known)
    assert asked.span.start == len("Guten Tag. ")


def test_data_stand_in_the_customer_s_own_words() -> None:
    words = "Seit Freitag geht nichts, Fehler 0x80042109, Kundennummer: 204 183."
    assert dict(told_in(words)) == {
        "customer_number": "204 183",
        "error_text": "Fehler 0x80042109",
        "since": "Seit Freitag",
    }
