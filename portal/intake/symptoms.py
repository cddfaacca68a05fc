"""How well a text names the symptoms of each flow, by words alone: it needs no index. Pure.

A symptom is named as far as its terms stand in one sentence of the text, each with the weight that
tells its flow from the others (inverse document frequency, Spärck Jones 1972, over flows). That
something is *not* so counts as a term as well: “kein Internet” is not named by a word for it.
"""

import math
import re
from collections.abc import Iterable, Mapping

from search.analysis import query_terms

_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\w)[^.!?;\n]+)*")
_NEGATED = re.compile(
    r"\b(?:nicht|nix|nichts|ned|net|kein\w*|ohne|nie|weg|not|no|never|cannot|without|nothing)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_NEGATION = "¬"
_LONELY = 0.5
"""What a symptom of a single term is worth: one word is soon said."""


def named_symptoms(
    text: str, symptoms: Mapping[str, Iterable[str]], synonyms: Iterable[str] = ()
) -> dict[str, float]:
    """By key: the share (0 to 1) of the best-named symptom. `synonyms` count as said everywhere."""
    phrases = {
        key: [found for each in own if (found := _terms(each))] for key, own in symptoms.items()
    }
    owners: dict[str, int] = {}
    for own in phrases.values():
        for term in {term for phrase in own for term in phrase}:
            owners[term] = owners.get(term, 0) + 1
    weights = {term: math.log(1 + len(phrases) / count) for term, count in owners.items()}
    also = {term for phrase in synonyms for term in query_terms(phrase)}
    sentences = [_terms(match[0]) | also for match in _SENTENCE.finditer(text)]
    return {
        key: max(
            (_share(phrase, sentence, weights) for phrase in own for sentence in sentences),
            default=0.0,
        )
        for key, own in phrases.items()
    }


def _terms(text: str) -> frozenset[str]:
    negated = {_NEGATION} if _NEGATED.search(text) else set()
    return frozenset({*query_terms(text), *negated})


def _share(phrase: frozenset[str], sentence: frozenset[str], weights: Mapping[str, float]) -> float:
    common = phrase & sentence
    if not common - {_NEGATION}:
        return 0.0
    share = sum(weights[term] for term in common) / sum(weights[term] for term in phrase)
    return share if len(phrase) > 1 else share * _LONELY
