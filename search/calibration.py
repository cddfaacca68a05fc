"""Below which cosine a passage has nothing to do with a question.

Cosines of one model live in a band of their own (0.7 to 1.0 for e5), so a fixed floor
means nothing for the next model. Questions that no help centre answers are put to the
index itself: what they reach is what chance reaches.
"""

import numpy as np

from search.encoder import Encoder, ModelUnavailable
from search.vectors import VectorSet

# Share of the off-topic questions that the floor must turn away.
TURNED_AWAY = 0.8


def similarity_floor(encoder: Encoder, vectors: VectorSet) -> float | None:
    """The cosine that four of five off-topic questions do not reach; None without a model."""
    try:
        questions = encoder.encode_queries(OFF_TOPIC)
    except ModelUnavailable:
        return None
    matrix = vectors.matrix.astype(np.float32)
    best = (matrix @ questions.T).max(axis=0)
    return float(np.quantile(best, TURNED_AWAY))


OFF_TOPIC = (
    "asdf jklö qwertz uiop",
    "xkcd zzz blubb fnord",
    "lorem ipsum dolor sit amet",
    "qqqq wwww eeee rrrr",
    "hgfds mnbvc poiuz",
    "blah blubb bla",
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
