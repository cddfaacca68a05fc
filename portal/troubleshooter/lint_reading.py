"""The rule of plain words (F26): short sentences, readable texts, one form of address."""

import re
from collections.abc import Iterator

from portal.troubleshooter.lint_readability import read
from portal.troubleshooter.lint_subject import LANGUAGES, Subject, Words
from portal.troubleshooter.problems import Problem, Wording

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
                message = Wording("“%(word)s” in a flow that says “Sie” elsewhere", word=found[0])
                fix = Wording("Say “Sie” throughout.")
                yield subject.warning("F26", message, *place, fix=fix)


def _sentences(subject: Subject, text: str, locale: str, words: Words) -> Iterator[Problem]:
    reading = read(_VARIANT.sub("", text), locale)
    if reading is None:
        return
    place = (*words.place, locale)
    if reading.longest_words > LONGEST_SENTENCE:
        start = " ".join(reading.longest.split()[:5])
        message = Wording(
            "The sentence “%(start)s …” has %(words)s words",
            start=start,
            words=reading.longest_words,
        )
        fix = Wording(
            "Make two of it: up to %(most)s words are read with ease.", most=LONGEST_SENTENCE
        )
        yield subject.warning("F26", message, *place, fix=fix)
    if reading.words >= FEWEST_WORDS and reading.ease < HARDEST:
        message = Wording(
            "This %(language)s text is very hard to read (reading ease %(ease)s)",
            language=LANGUAGES[locale],
            ease=f"{reading.ease:.0f}",
        )
        fix = Wording("Use short words and verbs, until it is %(least)s or more.", least=HARDEST)
        yield subject.warning("F26", message, *place, fix=fix)
