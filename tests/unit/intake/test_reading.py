from portal.intake.reading import without
from portal.intake.understanding import Claimed


def test_the_problem_is_what_remains_without_the_attempts():
    text = "Router neu gestartet. Es geht keine Mail raus, Passwort neu eingetragen"
    attempts = [
        Claimed("a", "A", "no_change", quote, at, at + len(quote), likely=True)
        for quote in ("Router neu gestartet", "Passwort neu eingetragen")
        if (at := text.index(quote)) >= 0
    ]
    assert " ".join(without(text, attempts).split()) == "… . Es geht keine Mail raus, …"


def test_what_is_doubtful_may_be_the_problem_itself():
    text = "Unsere Rechnungen landen im Junk-Ordner."
    doubtful = Claimed("a", "A", "unknown", text, 0, len(text), likely=False)

    assert without(text, [doubtful]) == text


def test_a_text_without_attempts_is_the_problem_as_it_stands():
    assert without("Es geht keine Mail raus", []) == "Es geht keine Mail raus"
