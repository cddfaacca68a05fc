"""The rule of plain words (F26): short sentences, readable texts, one form of address."""

import re
from collections.abc import Iterator

from portal.troubleshooter.lint_readability import read
from portal.troubleshooter.lint_subject import LANGUAGES, Subject, Words
from portal.troubleshooter.problems import Problem

LONGEST_SENTENCE = 25  # words
HARDEST = 30  # reading ease; below, Flesch calls a text "very difficult"
FEWEST_WORDS = 12
"""In fewer, one long word decides."""
_FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")
_VARIANT = re.compile(r"[ \t]*\{[a-z0-9_.-]+=[a-z0-9_.,-]+\}[ \t]*$", re.M)
"""Which answer a part of a text is for."""
_INFORMAL = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?)\b", re.I)


def reading_problems(subject: Subject) -> Iterator[Problem]:
    """F26."""
    texts = list(subject.texts())
    for words in texts:
        for locale, text in words.text.items():
            yield from _sentences(subject, text, locale, words)
    german = [(words.text["de"], (*words.place, "de")) for words in texts if "de" in words.text]
    if any(_FORMAL.search(text) for text, _ in german):
        for text, place in german:
            if found := _INFORMAL.search(text):
                message = f"“{found[0]}” in a flow that says “Sie” elsewhere"
                yield subject.warning("F26", message, *place, fix="Say “Sie” throughout.")


def _sentences(subject: Subject, text: str, locale: str, words: Words) -> Iterator[Problem]:
    reading = read(_VARIANT.sub("", text), locale)
    if reading is None:
        return
    place = (*words.place, locale)
    if reading.longest_words > LONGEST_SENTENCE:
        start = " ".join(reading.longest.split()[:5])
        message = f"The sentence “{start} …” has {reading.longest_words} words"
        fix = f"Make two of it: up to {LONGEST_SENTENCE} words are read with ease."
        yield subject.warning("F26", message, *place, fix=fix)
    if reading.words >= FEWEST_WORDS and reading.ease < HARDEST:
        message = (
            f"This {LANGUAGES[locale]} text is very hard to read (reading ease {reading.ease:.0f})"
        )
        fix = f"Use short words and verbs, until it is {HARDEST} or more."
        yield subject.warning("F26", message, *place, fix=fix)
