"""How hard a text is to read, in German and English.

Flesch's reading ease counts words a sentence (ASL) and syllables a word (ASW): for English
206.835 - 1.015 ASL - 84.6 ASW (R. Flesch, A new readability yardstick, J. Appl. Psychol. 32, 1948),
for German 180 - ASL - 58.5 ASW (T. Amstad, Wie verständlich sind unsere Zeitungen?, diss. Zürich,
1978). 100 is very easy, below 30 very hard.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_SENTENCE_END = re.compile(
    r"(?<=[.!?…:])[\"“”»«)]*\s+(?=[\"„“»(]*[A-ZÄÖÜ0-9])|\n\s*\n|\n\s*(?:\d+[.)]|[-*+])\s"
)
_MARK = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|[*_#>\[\]|{}]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_GERMAN_SYLLABLE = re.compile(r"aa|ee|ie|oo|ei|ai|au|äu|eu|ey|ay|[aeiouyäöü]", re.I)
_ENGLISH_SYLLABLE = re.compile(r"[aeiouy]+", re.I)
_SILENT = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouycsxzgh]es)\Z", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """`ease` as Flesch or Amstad; `longest` is the sentence with the most words."""

    words: int
    ease: float
    longest: str
    longest_words: int


@lru_cache(maxsize=4096)  # a flow is read again with each change, which leaves most of it alone
def read(text: str, language: str) -> Reading | None:
    """Measure a text (Markdown); None if it has no words."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(_MARK.sub(" ", text))]
    counted = [(sentence, _WORD.findall(sentence)) for sentence in sentences]
    counted = [(sentence, words) for sentence, words in counted if words]
    if not counted:
        return None
    words = [word for _, found in counted for word in found]
    length = len(words) / len(counted)
    syllables = sum(syllable_count(word, language) for word in words) / len(words)
    if language == "de":
        ease = 180 - length - 58.5 * syllables
    else:
        ease = 206.835 - 1.015 * length - 84.6 * syllables
    longest, found = max(counted, key=lambda pair: len(pair[1]))
    return Reading(len(words), ease, " ".join(longest.split()), len(found))


def syllable_count(word: str, language: str) -> int:
    """Syllables of a word by its vowels: an estimate, as usual for these formulas."""
    if language == "de":
        return max(1, len(_GERMAN_SYLLABLE.findall(word)))
    groups = len(_ENGLISH_SYLLABLE.findall(word))
    return max(1, groups - bool(groups > 1 and _SILENT.search(word)))
