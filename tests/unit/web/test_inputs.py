"""What people type keeps all that can be read."""

import pytest

from portal.web.inputs import free_text, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Senden klappt nicht ", "Senden klappt nicht"),
        ("Post\x00aus\x1b[31m", "Post aus [31m"),
        ("zwei\r\nZeilen", "zwei  Zeilen"),
        ("👩‍👩‍👧 \u202eabc", "👩‍👩‍👧 \u202eabc"),
        ("a\ufffeb\ud800c", "a b c"),
        ("abcdef", "abcd"),
    ],
)
def test_one_line_is_one_line(typed, kept):
    assert one_line(typed, 4 if typed == "abcdef" else 100) == kept


def test_free_text_keeps_its_lines():
    assert free_text("eins\r\nzwei\rdrei\x00\n", 100) == "eins\nzwei\ndrei"
