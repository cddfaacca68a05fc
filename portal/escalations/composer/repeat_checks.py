"""The check for repeats that a process keeps: vectors come from the embedder.

Those of the catalogue are many, so they are fetched beside the requests; until they are there, and
whenever the embedder is not, words have to do (docs/adr/0006).
"""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from time import monotonic

import structlog

from portal.intake.recognising import RETRY_SECONDS, in_a_thread
from portal.intake.switched_encoder import SwitchedEncoder
from portal.intake.vector_shelf import VectorShelf
from portal.remedies.catalogue import catalogue
from portal.remedies.repeats import Named, Repeat, RepeatCheck, Tried
from search.encoder import Encoder, ModelUnavailable

Start = Callable[[Callable[[], None]], None]

log = structlog.get_logger()


class RepeatChecks:
    """Safe for threads. `quick` answers within a request, `patient` may take its time for the
    whole catalogue, whose vectors stay on the `shelf`; `start` runs that beside the request."""

    def __init__(
        self,
        quick: Encoder,
        patient: Encoder,
        shelf: VectorShelf | None = None,
        start: Start = in_a_thread,
    ) -> None:
        self._quick = quick
        self._patient = patient
        self._shelf = shelf
        self._start = start
        self._complete: RepeatCheck | None = None
        self._asked = -RETRY_SECONDS
        self._lock = threading.Lock()

    def check(self, reply: str, attempts: Sequence[Tried], *, lang: str) -> tuple[Repeat, ...]:
        """Sentences that propose what was tried, of a remedy of the catalogue or in words."""
        if not attempts:
            return ()
        self.prepare()
        if self._complete is not None:
            try:
                return self._complete.check(reply, attempts, lang=lang)
            except ModelUnavailable as error:
                log.info("replies.words_only", reason=error.reason)
        return _by_words().check(reply, attempts, lang=lang)

    def prepare(self) -> None:
        """Have the catalogue's vectors fetched: somebody is about to write."""
        with self._lock:
            due = self._complete is None and monotonic() - self._asked >= RETRY_SECONDS
            if due:
                self._asked = monotonic()
        if due:
            self._start(self._fetch)

    def _fetch(self) -> None:
        encoder = SwitchedEncoder(self._patient, self._shelf)
        try:
            log.info("replies.fetching_vectors", recipe=encoder.recipe)
        except ModelUnavailable as error:
            log.info("replies.words_only", reason=error.reason)
            return
        made = RepeatCheck.of(_named(), encoder)
        if made.by_words_alone:  # it went away meanwhile
            return
        encoder.now, encoder.shelf = self._quick, None  # what people write is not kept
        self._complete = made


@cache
def _by_words() -> RepeatCheck:
    return RepeatCheck.of(_named(), None)


def _named() -> list[Named]:
    return [Named(remedy.id, remedy.titles, remedy.aliases) for remedy in catalogue().values()]
