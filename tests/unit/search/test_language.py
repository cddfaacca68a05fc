import pytest

from search.language import UNKNOWN, question_language


@pytest.mark.parametrize(
    ("text", "lang", "language"),
    [
        ("Wie richte ich mein Postfach ein", "en", "de"),
        ("how do I set up my mailbox", "de", "en"),
        ("was in", "de", "de"),
        ("was in", "en", "en"),
        ("blubb fnord", "de", UNKNOWN),
        ("", "de", UNKNOWN),
    ],
)
def test_small_words_tell_the_language_of_a_question(text, lang, language):
    assert question_language(text, lang) == language
