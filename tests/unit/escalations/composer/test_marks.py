"""A reply in Markdown: its words are checked, and a sentence goes without leaving its marks."""

import pytest

from portal.escalations.composer.marks import unmarked
from portal.escalations.composer.wording import (
    attachment_named,
    greets,
    has_reason,
    reasoned,
    sentence_at,
    without,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Bitte** starten", "Bitte starten"),
        ("*sofort* und ***jetzt***", "sofort und jetzt"),
        ("- eins\n1. zwei\n> drei\n## vier", "eins zwei drei vier"),
        ("[Router neu starten](https://hilfe.example/a.b)", "Router neu starten"),
        ("`smtp.nordhafen.example`", "smtp.nordhafen.example"),
        ("snake_case und 3 * 4", "snake_case und 3 4"),
        ("Ohne Auszeichnung.", "Ohne Auszeichnung."),
    ],
)
def test_words_stand_where_they_stood(text: str, words: str) -> None:
    plain = unmarked(text)

    assert " ".join(plain.split()) == words
    assert len(plain) == len(text)
    assert all(plain.index(word) == text.index(word) for word in words.split() if len(word) > 3)


@pytest.mark.parametrize(
    ("text", "word", "left"),
    [
        ("Hallo. **Starten Sie neu.** Danke.", "Starten", "Hallo. Danke."),
        ("- Neu starten.\n- Kabel prüfen.", "Neu", "- Kabel prüfen."),
        ("1. Neu starten. Warten.\n2. Prüfen.", "Neu", "1. Warten.\n2. Prüfen."),
        ("Da ist es. **B kommt. C geht** weg.", "B", "Da ist es. **C geht** weg."),
        ("**A ist. B kommt** bald. Danach.", "B", "**A ist.** Danach."),
        ("Siehe [Neu starten](https://a.example/b.c). Danke.", "Neu", "Danke."),
        ("> Eins ist da. Zwei auch.", "Eins", "> Zwei auch."),
        ("Hallo,\n\nneu starten. Gut.\n\nGruß", "neu", "Hallo,\n\nGut.\n\nGruß"),
    ],
)
def test_a_sentence_goes_with_the_marks_that_were_its_own(text: str, word: str, left: str) -> None:
    assert without(text, sentence_at(text, text.index(word))) == left


def test_a_reason_stands_behind_a_sentence_in_bold_and_is_found_again() -> None:
    text = "**Bitte starten Sie den Router neu.** Danke."
    span = sentence_at(text, text.index("starten"))

    changed = reasoned(text, span, "er verlegt wurde", "de")

    assert "neu. Bitte noch einmal, weil er verlegt wurde." in changed
    assert has_reason(changed, sentence_at(changed, changed.index("starten")))


def test_what_is_read_off_the_words_is_read_through_marks() -> None:
    assert greets(unmarked("**Guten Tag** Frau Berger,"), "Sabine Berger")
    assert attachment_named(unmarked("Sie finden es *im Anhang*."))
