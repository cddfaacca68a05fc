"""Passages of articles as quotations: links lead out, pictures and HTML stay behind."""

from hypothesis import given
from hypothesis import strategies as st

from portal.escalations.inserting.markdown import MOST_QUOTED, linked, quoted


def resolve(target: str) -> str | None:
    """Where article:known leads."""
    return "https://help.example/de/articles/known" if target == "article:known" else None


def test_links_lead_to_full_addresses_or_are_only_words() -> None:
    text = (
        "Siehe [Hilfe](article:known), [Weg](article:gone), [Tor](https://a.example/x) "
        'und [Kunde](../kunde.md "Titel").'
    )

    assert quoted(text, resolve) == (
        "> Siehe [Hilfe](https://help.example/de/articles/known), Weg, "
        "[Tor](https://a.example/x) und Kunde."
    )


def test_what_a_mail_cannot_show_is_left_out() -> None:
    text = (
        "> [!NOTE]\n> Achtung\n\n<details><summary>Mehr</summary>\nText ![Bild](a.png)\n</details>"
    )

    assert quoted(text, resolve) == "> > Achtung\n>\n> Mehr\n> Text"


def test_steps_stay_steps() -> None:
    assert quoted("1. Eins\n2. **Zwei**", resolve) == "> 1. Eins\n> 2. **Zwei**"


def test_a_long_passage_ends_with_a_paragraph() -> None:
    text = "\n\n".join(["Wort " * 60] * 20)
    short = quoted(text, resolve)

    assert len(short) < MOST_QUOTED + 100
    assert short.endswith("Wort\n>\n> …")


def test_the_words_of_a_link_are_only_words() -> None:
    assert linked("a](b) <i>\nc", "https://a.example/(x)") == (
        r"[a\](b) <i> c](https://a.example/%28x%29)"
    )


@given(st.text())
def test_every_line_of_any_passage_is_quoted(text: str) -> None:
    assert all(line.startswith(">") for line in quoted(text, resolve).split("\n"))
