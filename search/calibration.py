"""Below which cosine a passage has nothing to do with a question.

Cosines of one model live in a band of their own (0.7 to 1.0 for e5), so a fixed floor
means nothing for the next model, and questions lie nearer to texts in their own language.
Questions that no help centre answers are put to the index itself, in each language: what
they reach is what chance reaches.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder, ModelUnavailable
from search.language import UNKNOWN, question_language
from search.pair_encoder import first_dimension
from search.vectors import VectorSet

# Shares of the samples that a floor must turn away.
OFF_TOPIC_TURNED_AWAY = 0.8
GIBBERISH_TURNED_AWAY = 0.9
# A document that shares a chance word with a question may lie this low among the samples.
NEAR_TURNED_AWAY = 0.25
_NEAR = "~"


def similarity_floors(encoder: Encoder, vectors: VectorSet) -> dict[str, float] | None:
    """Cosines that samples of chance do not reach, by the language of a question.

    The entry `UNKNOWN` is for texts without a language: gibberish lies near everything. Beside
    each language stands its lower floor, see `near_floor_for`. None without a model.
    """
    matrix = vectors.matrix.astype(np.float32)
    try:
        reached = {
            language: _reached(encoder, matrix, samples) for language, samples in OFF_TOPIC.items()
        }
        gibberish = float(np.quantile(_reached(encoder, matrix, GIBBERISH), GIBBERISH_TURNED_AWAY))
    except ModelUnavailable:
        return None
    floors = {
        language: float(np.quantile(cosines, OFF_TOPIC_TURNED_AWAY))
        for language, cosines in reached.items()
    }
    near = {
        f"{language}{_NEAR}": float(np.quantile(cosines, NEAR_TURNED_AWAY))
        for language, cosines in reached.items()
    }
    return {**floors, **near, UNKNOWN: max(gibberish, *floors.values())}


def floor_for(
    floors: Mapping[str, float] | None, text: str, lang: str, *, has_words: bool
) -> float:
    """The floor for a question; `lang` is the reader's language.

    A text is no gibberish when it has small words of a language (which are also the
    language it is in), or shares words with a document (`has_words`).
    """
    if not floors:
        return -1.0
    language = question_language(text, lang) or (lang if has_words else UNKNOWN)
    return floors.get(language, floors[UNKNOWN])


def near_floor_for(floors: Mapping[str, float] | None, text: str, lang: str) -> float:
    """The lower floor, for documents that share little but a chance word with a question."""
    if not floors:
        return -1.0
    language = question_language(text, lang) or lang
    return floors.get(f"{language}{_NEAR}", -1.0)


def _reached(
    encoder: Encoder, matrix: NDArray[np.float32], samples: tuple[str, ...]
) -> NDArray[np.float32]:
    # Of two models the first alone says whether a passage has to do with a question.
    first = first_dimension(encoder.recipe)
    vectors = encoder.encode_queries(samples)
    nearest: NDArray[np.float32] = (matrix[:, :first] @ vectors[:, :first].T).max(axis=0)
    return nearest


OFF_TOPIC = {
    "de": (
        "Wie lange muss ein Ei kochen, damit es weich bleibt?",
        "Rezept für Apfelkuchen mit Streuseln",
        "Wer gewann die Fußballweltmeisterschaft 1954?",
        "Welche Blumen blühen im Schatten?",
        "Wann fährt der nächste Zug nach Kiel?",
        "Wie pflanzt man Tomaten auf dem Balkon?",
        "Was kostet eine Fahrkarte nach Wien?",
        "Öffnungszeiten Schwimmbad",
        "Warum ist der Himmel blau?",
        "Hausmittel gegen Husten",
    ),
    "en": (
        "how to train a puppy to sit",
        "best hiking trails in the Alps",
        "what is the capital of Australia",
        "recipe for vegetable soup",
        "when do migrating birds fly south",
        "why is the sky blue",
        "opening hours of the swimming pool",
        "how to grow tomatoes on a balcony",
        "home remedies for a cough",
        "price of a train ticket to Vienna",
    ),
}
GIBBERISH = (
    "asdf jklö qwertz uiop",
    "xkcd zzz blubb fnord",
    "lorem ipsum dolor sit amet",
    "qqqq wwww eeee rrrr",
    "hgfds mnbvc poiuz",
    "blah blubb bla",
    "wrmpf grtl zonk",
    "öälk jfds aqyx",
    "dings bums trallala",
    "yxcvb nmlkj",
    "pflupp knarz",
    "oink mumpf rhabarbarbar",
)
