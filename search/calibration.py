"""Below which cosine a passage has nothing to do with a question.

Cosines of one model live in a band of their own (0.7 to 1.0 for e5), so a fixed floor
means nothing for the next model. Questions that no help centre answers are put to the
index itself: what they reach is what chance reaches.
"""

import numpy as np

from search.encoder import Encoder, ModelUnavailable
from search.vectors import VectorSet

# Share of the samples that a floor must turn away.
TURNED_AWAY = 0.8


def similarity_floors(encoder: Encoder, vectors: VectorSet) -> tuple[float, float] | None:
    """Two cosines that four of five samples do not reach; None without a model.

    The first is for questions about something else. The second, for texts that share no
    word with any document, is where gibberish ends: it lies near everything.
    """
    try:
        strange = encoder.encode_queries(OFF_TOPIC)
        gibberish = encoder.encode_queries(GIBBERISH)
    except ModelUnavailable:
        return None
    matrix = vectors.matrix.astype(np.float32)
    usual = float(np.quantile((matrix @ strange.T).max(axis=0), TURNED_AWAY))
    strict = float(np.quantile((matrix @ gibberish.T).max(axis=0), TURNED_AWAY))
    return usual, max(usual, strict)


GIBBERISH = (
    "asdf jklö qwertz uiop",
    "xkcd zzz blubb fnord",
    "lorem ipsum dolor sit amet",
    "qqqq wwww eeee rrrr",
    "hgfds mnbvc poiuz",
    "blah blubb bla",
)
OFF_TOPIC = (
    "Wie lange muss ein Ei kochen, damit es weich bleibt?",
    "Rezept für Apfelkuchen mit Streuseln",
    "Wer gewann die Fußballweltmeisterschaft 1954?",
    "Welche Blumen blühen im Schatten?",
    "Wann fährt der nächste Zug nach Kiel?",
    "how to train a puppy to sit",
    "best hiking trails in the Alps",
    "what is the capital of Australia",
    "recipe for vegetable soup",
    "when do migrating birds fly south",
)
