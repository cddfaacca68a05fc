import pytest

from search.mail_text import own_words
from search.request import parse_query

BODY = "Seit gestern kommen keine Mails an.\nWas kann ich tun?"


@pytest.mark.parametrize(
    "text",
    [
        f"Sehr geehrte Damen und Herren,\n\n{BODY}\n\nMit freundlichen Grüßen\nInes Petersen",
        f"Hallo Team,\n{BODY}\n\nViele Grüße, \nInes",
        f"Guten Tag Frau Braun\n{BODY}\nVielen Dank im Voraus\nInes",
        f"{BODY}\n-- \nInes Petersen\nNordhafen, Kaiweg 3",
        f"{BODY}\n\nAm 3. Mai 2026 um 10:12 schrieb Support <help@example.org>:\n> Text",
        f"{BODY}\n\nAm Montag, 3. Mai 2026 um 10:12\nschrieb Support:\n> Guten Tag",
        f"> Wie geht es?\n{BODY}",
        f"{BODY}\n\n-----Ursprüngliche Nachricht-----\nVon: Support\nText",
        f"{BODY}\n\nVon: Support <help@example.org>\nGesendet: Montag\nAn: Ines\n\nText",
        f"Dear support,\n\n{BODY}\n\nBest regards,\nInes",
        f"Hi,\n{BODY}\nThanks\nInes",
        f"{BODY}\n\nOn Mon, 3 May 2026 at 10:12, Support <help@example.org> wrote:\n> Hello",
    ],
)
def test_greeting_signature_and_older_mails_are_left_out(text):
    assert own_words(text) == BODY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Danke",
        "Hallo",
        "Hallo\nMail geht nicht",
        "Thanks\nfor nothing",
        "Fehler: 550\nVon: wem kommt das",
        "> alles zitiert\n> und sonst nichts",
        "-- \nInes",
        "noise \x00 \u202e\n🙂",
    ],
)
def test_something_is_always_left(text):
    assert own_words(text).strip() == "Mail geht nicht" if "geht nicht" in text else True
    assert bool(own_words(text).strip()) == bool(text.strip())


def test_a_forwarded_mail_is_what_the_question_is_about():
    text = "-----Original Message-----\nFrom: shop\nSent: Monday\n\nYour mailbox is full."

    assert "mailbox is full" in own_words(text)


def test_a_pasted_mail_is_searched_by_its_own_words():
    signature = "\nMit freundlichen Grüßen\nInes Petersen\nKaiweg 3"

    parsed = parse_query(f"Guten Tag,\n{BODY}{signature}")

    assert parsed.text == BODY.replace("\n", " ")
    assert "Petersen" not in parsed.terms
