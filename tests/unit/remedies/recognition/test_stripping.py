"""What is only quoted is blanked out, and everything else keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.remedies.recognition.stripping import own_part

QUOTED = "den Router neu gestartet"


@pytest.mark.parametrize(
    "text",
    [
        f"Ja.\n> Ich habe {QUOTED}",
        f"Ja.\n\nAm 3. Mai 2026 schrieb Jonas:\nIch habe {QUOTED}",
        f"Yes.\n\nOn Monday, Jonas Petersen wrote:\n{QUOTED}",
        f"Ja.\n-----Ursprüngliche Nachricht-----\n{QUOTED}",
        f"Ja.\nVon: Jonas\nGesendet: Montag\n{QUOTED}",
        f"Es kommt „Bitte {QUOTED} lassen“.",
        f'It says "Please {QUOTED} now".',
        f"```\n{QUOTED}\n```",
        f"<b title='{QUOTED}'>Hallo</b>",
    ],
)
def test_words_of_others_are_blanked(text):
    assert QUOTED not in own_part(text)
    assert len(own_part(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Ich habe {QUOTED}.",
        'Im "Safe Mode" gestartet.',
        f"Von: Jonas\nGesendet: Montag\n{QUOTED}",
        f"On Monday I have {QUOTED}, he wrote.",
    ],
)
def test_own_words_stay(text):
    assert own_part(text) == text


@given(st.text())
def test_places_never_move(text):
    assert len(own_part(text)) == len(text)
