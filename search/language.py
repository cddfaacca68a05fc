"""The language of a text, told by its small words."""

from search.stopwords import STOP_WORDS_OF

UNKNOWN = ""


def question_language(text: str, lang: str) -> str:
    """The language with the most small words in a text, `lang` if equal; `UNKNOWN`: none."""
    words = set(text.lower().split())
    counts = {language: len(words & small) for language, small in STOP_WORDS_OF.items()}
    most = max(counts.values())
    if not most:
        return UNKNOWN
    return lang if counts.get(lang) == most else max(counts, key=counts.__getitem__)
