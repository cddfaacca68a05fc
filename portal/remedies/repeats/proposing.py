"""Whether a part of a reply asks for something: signs for a small classifier.

What a catalogue is about must not matter, so things and actions are replaced by their kind, and of
other words that are not small ones only the shape is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from portal.remedies.recognition.lexicon import ACTION
from portal.remedies.recognition.reading import Reading
from portal.remedies.recognition.words import form
from portal.remedies.repeats.parts import Part
from search.stopwords import STOP_WORDS

# So much of the sentence around a part is read, in words.
_BEFORE, _AFTER = 8, 10
# Of a unit vector's numbers beside signs that are 1.
_MEANT = 4.0


def masked(reading: Reading) -> list[str]:
    """The words of a reply, of all but small and telling ones only the kind."""
    row = []
    for token in reading.tokens:
        word = token.word
        if word in STOP_WORDS or word in _TELLING:
            row.append(word)
        elif word[:1].isdigit():
            row.append("<N>")
        else:
            capital = reading.own[token.start].isupper()
            row.append(f"<{'C' if capital else 'w'} {form(word)}>")
    for hit in reading.hits:
        for place in hit.places:
            if row[place].startswith("<") and not row[place].startswith("<A"):
                row[place] = (
                    f"<A {form(reading.tokens[place].word)}>" if hit.kind == ACTION else "<T>"
                )
    return row


def proposal_features(reading: Reading, part: Part, row: Sequence[str]) -> dict[str, float]:
    """Signs by words; `row`: the words as `masked` gives them."""
    sentence = reading.sentences[part.sentence]
    own = row[part.first : part.last + 1]
    before = row[max(sentence.first, part.first - _BEFORE) : part.first]
    after = row[part.last + 1 : min(sentence.last + 1, part.last + 1 + _AFTER)]
    features = dict.fromkeys(_grams("o", ["^", *own, "$"], 3), 1.0)
    features.update(dict.fromkeys(_grams("f", ["^", *own[:4]], 4), 1.0))
    features.update(dict.fromkeys(_grams("b", before, 2), 0.6))
    features.update(dict.fromkeys(_grams("a", after, 1), 0.4))
    features.update(dict.fromkeys(_signs(reading, part, sentence.first, sentence.last), 1.0))
    if part.first == sentence.first:
        features["opens"] = 1.0
        if _enumerated(reading, part):
            features["listed"] = 1.0
            features[f"listed {row[part.first]}"] = 1.0
            features[f"listed to {row[part.last]}"] = 1.0
    if "?" in reading.own[part.start : part.end + 1]:
        features["asked"] = 1.0
    return features


def meant_features(vector: NDArray[np.float32]) -> dict[str, float]:
    """Signs by the vector of the part, each number by its place."""
    return dict(zip(_places(len(vector)), (_MEANT * vector).tolist(), strict=True))


@cache
def _places(count: int) -> tuple[str, ...]:
    return tuple(f"meant {place}" for place in range(count))


def _enumerated(reading: Reading, part: Part) -> bool:
    """Whether a line of a list begins with the part."""
    line = reading.own[: part.start].rpartition("\n")[2].strip()
    return bool(line) and line in "-*•–"


def _signs(reading: Reading, part: Part, first: int, last: int) -> Iterator[str]:
    own = _groups(reading, part.first, part.last + 1)
    before = _groups(reading, max(first, part.first - _BEFORE), part.first)
    after = _groups(reading, part.last + 1, min(last + 1, part.last + 1 + _AFTER))
    opening = _groups(reading, part.first, min(part.first + 2, part.last + 1))
    for group in sorted(own):
        yield f"g {group}"
        for other in sorted(own):
            if other > group:
                yield f"g {group}+{other}"
    for group in sorted(before):
        yield f"gb {group}"
    for group in sorted(after):
        yield f"ga {group}"
    for group in sorted(opening):
        yield f"g1 {group}"


def _groups(reading: Reading, first: int, behind: int) -> set[str]:
    return {
        group for token in reading.tokens[first:behind] for group in _GROUPS_OF.get(token.word, ())
    }


def _grams(name: str, row: Sequence[str], longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for at in range(len(row) - length + 1):
            yield f"{name}:{' '.join(row[at : at + length])}"


_GROUPS: Mapping[str, str] = {
    "thanks": """danke vielen dank thanks thank great good glad gut super prima schoen fein toll
        appreciate""",
    "we": """wir ich unser unsere unserem unseren unserer i we our us ill well weve ive im
        techniker technikerin kollege kollegin kollegen colleague colleagues team engineer monteur
        support my mein""",
    "you": "sie ihr ihre ihren ihrem ihnen you your youve youre du dein deine dir",
    "have": "habe haben hat hatte hatten have has had youve weve ive",
    "already": """schon bereits ja laut wie according already before mehrfach mehrmals zweimal
        earlier as""",
    "not": """nicht kein keine keinen keinem keiner ohne weder nie keinesfalls not no dont neednt
        doesnt didnt cannot cant wont never nor without isnt""",
    "need": """muessen muss brauchen braucht noetig notwendig erforderlich need needs needed
        necessary required must""",
    "should": """sollten sollte koennen koennten koennte wuerden wuerde moechten duerfen darf could
        can would should may might shall mind id""",
    "suggest": """vorschlag schlage vor empfehle empfehlen rate raten bitte bitten please suggest
        recommend advise advice try versuchen versuch probieren worth lohnt helfen hilft help lets
        best besten ratsam sinnvoll next naechstes naechster schritt step""",
    "because": """da weil denn nachdem dass damit since because as after so therefore deshalb daher
        darum""",
    "if": "wenn falls sollte sofern if should once sobald bevor before unless",
    "result": """geholfen gebracht geaendert veraendert bewirkt gefunden ergeben helped changed
        difference solved fixed erfolg wirkung change help cure nichts nothing""",
    "ask": """welche welcher welches welchen was wie wo wann warum which what how where when why
        who seit""",
    "again": "noch einmal erneut wieder nochmals nochmal again once more anew another weiteres",
    "later": """morgen heute montag dienstag mittwoch donnerstag freitag tomorrow today tonight
        monday tuesday wednesday thursday friday inzwischen meanwhile""",
    "write": "schreiben schrieben wrote told mentioned said see sehe confirmed bestaetigt know",
}
_GROUPS_OF: dict[str, list[str]] = {}
for _group, _words in _GROUPS.items():
    for _word in _words.split():
        _GROUPS_OF.setdefault(_word, []).append(_group)
_TELLING = frozenset(_GROUPS_OF)
