"""Recognisers kept by the process: by words at once, with the model as soon as it is there."""

from collections.abc import Callable, Sequence

import numpy as np

from portal.intake.recognising import Recognisers
from search.encoder import ModelUnavailable

SAID = "Ich habe den Router neu gestartet, das hat nichts gebracht."


class Away:
    """An embedder that cannot be reached."""

    @property
    def recipe(self) -> str:
        raise ModelUnavailable("embedder_unreachable")

    @property
    def dimension(self) -> int:
        raise ModelUnavailable("embedder_unreachable")

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        raise ModelUnavailable("embedder_unreachable")

    encode_documents = encode_queries


class Letters:
    """Encodes a text as how often it has each letter; counts the texts of each request."""

    recipe, dimension = "letters", 26

    def __init__(self) -> None:
        self.requests: list[int] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.requests.append(len(texts))
        counts = [[text.lower().count(chr(97 + at)) + 0.01 for at in range(26)] for text in texts]
        vectors = np.array(counts, np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    encode_documents = encode_queries


def later(waiting: list[Callable[[], None]]) -> Callable[[Callable[[], None]], None]:
    return waiting.append


def test_without_an_embedder_words_have_to_do():
    recognisers = Recognisers(Away(), Away(), start=lambda work: work())

    found = recognisers.recognise(SAID, lang="de")

    assert found.by_words
    [claim] = found.attempts
    assert (claim.remedy, claim.title) == ("router.restart", "Router neu starten")
    assert SAID[claim.start : claim.end] == claim.quote


def test_the_catalogue_is_encoded_once_in_small_pieces_beside_the_request():
    waiting: list[Callable[[], None]] = []
    quick, patient = Letters(), Letters()
    recognisers = Recognisers(quick, patient, start=later(waiting))

    recognisers.prepare()
    assert recognisers.recognise(SAID, lang="de").by_words
    assert patient.requests == []
    [work] = waiting
    work()

    assert not recognisers.recognise(SAID, lang="de").by_words
    assert max(patient.requests) <= 64
    asked = len(patient.requests)
    recognisers.recognise("Und den Computer habe ich neu gestartet.", lang="de")
    assert len(patient.requests) == asked
    assert quick.requests
    assert len(waiting) == 1


def test_an_embedder_that_is_away_is_not_asked_at_every_text():
    waiting: list[Callable[[], None]] = []
    recognisers = Recognisers(Away(), Away(), start=later(waiting))

    for _ in range(3):
        recognisers.recognise(SAID, lang="de")

    assert len(waiting) == 1
