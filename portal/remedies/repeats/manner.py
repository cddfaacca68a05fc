"""How one thing is put in different ways, learned from all wordings that the training data has."""

import numpy as np

from portal.remedies.recognition.sentences import (
    by_catalogue,
    training_catalogues,
    training_sentences,
)
from portal.remedies.repeats.meaning import Vectorised, Vectors
from portal.remedies.repeats.replies import training_replies

# More directions begin to say what is meant: measured on catalogues left out, 8 to 12 were best.
MANNERS = 8
_HELD_OUT = "heldout"


def learned_manner(vectorised: Vectorised, without: frozenset[str] = frozenset()) -> Vectors:
    """The directions in which wordings of one remedy differ most (within-class covariance, as in
    nuisance attribute projection, Solomonoff et al. 2005), of all catalogues but some."""
    replies, told = training_replies(), told_by_customers()
    apart = []
    for name, catalogue in training_catalogues().items():
        if name in without or name.startswith(_HELD_OUT):
            continue
        wordings = {
            one.id: [*one.titles.values(), *(a for names in one.aliases.values() for a in names)]
            for one in catalogue
        }
        for remedy, quotes in told.get(name, {}).items():
            wordings[remedy] += quotes
        for reply in replies.get(name, []):
            for mark in reply.marks:
                if len(mark.remedies) == 1:
                    wordings[mark.remedies[0]].append(reply.text[mark.start : mark.end])
        for texts in wordings.values():
            vectors = vectorised.of(texts)
            apart.append(vectors - vectors.mean(axis=0))
    rows = np.concatenate(apart).astype(np.float64)
    _, directions = np.linalg.eigh(rows.T @ rows / len(rows))
    return np.asarray(directions[:, -MANNERS:].T[::-1], np.float32)


def told_by_customers() -> dict[str, dict[str, list[str]]]:
    """How what was done is put in the sentences of recognition: by catalogue and remedy."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, sentences in by_catalogue(training_sentences()).items():
        for sentence in sentences:
            for told in sentence.told:
                if told.outcome is not None:
                    found.setdefault(name, {}).setdefault(told.remedy, []).append(told.quote)
    return found
