import pytest

from search.markdown import inline_text, plain_lines


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("**fett** und *kursiv* `code`", "fett und kursiv code"),
        ("[Text](article:mail-bounced) danach", "Text danach"),
        ("[Wiki](https://a.example/x_(y)) danach", "Wiki danach"),
        ("![Bild](a.png)", "Bild"),
        ("<b onclick='x'>Hallo</b>", "Hallo"),
        ("&lt;tag&gt; &amp; mehr", "<tag> & mehr"),
        ("max_execution_time bleibt", "max_execution_time bleibt"),
        ("_betont_ aber", "betont aber"),
        ("5 < 6 und 7 > 2", "5 < 6 und 7 > 2"),
        (r"\*kein Stern\*", "*kein Stern*"),
    ],
)
def test_markup_goes_and_text_stays(markup, text):
    assert inline_text(markup) == text


def test_headings_have_a_level_and_maybe_an_anchor():
    lines = list(plain_lines("# Titel\n\nText\n\n## Schritt {remedy=a.b}\n\n### Drei {#drei}\n"))

    assert [(line.text, line.level, line.anchor) for line in lines] == [
        ("Titel", 1, ""),
        ("Text", 0, ""),
        ("Schritt", 2, ""),
        ("Drei", 3, "drei"),
    ]


def test_an_underlined_line_is_a_heading():
    assert [(x.text, x.level) for x in plain_lines("Titel\n=====\n\nText")] == [
        ("Titel", 1),
        ("Text", 0),
    ]


def test_code_keeps_its_lines_and_its_signs():
    lines = [line.text for line in plain_lines("```bash\n# kein Titel\nls *.txt\n```\nEnde")]

    assert lines == ["# kein Titel", "ls *.txt", "Ende"]


def test_an_open_fence_ends_with_the_text():
    assert [line.text for line in plain_lines("```\nx")] == ["x"]


def test_tables_lists_notes_and_comments_become_lines():
    text = (
        "<!-- weg -->\n> [!NOTE]\n> Hinweis\n\n1. eins\n2. zwei\n\n| A | B |\n|---|---|\n| c | d |"
    )

    assert [line.text for line in plain_lines(text)] == [
        "Hinweis",
        "eins",
        "zwei",
        "A · B",
        "c · d",
    ]
