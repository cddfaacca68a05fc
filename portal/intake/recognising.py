"""Recognisers of attempts, one for each catalogue in use, kept by the process.

A web worker has no model of its own: vectors come from the embedder (docs/adr/0006). Those of a
catalogue are many, so they are fetched beside the requests; until they are there, and whenever the
embedder is not, attempts are recognised by words alone.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog

from portal.intake.switched_encoder import SwitchedEncoder
from portal.intake.understanding import Claimed
from portal.intake.vector_shelf import VectorShelf
from portal.remedies.catalogue import catalogue
from portal.remedies.recognition import Named, Recogniser
from portal.troubleshooter.definition import Flow
from search.encoder import Encoder, ModelUnavailable

MOST = 16
RETRY_SECONDS = 60.0
Key = tuple[tuple[str, int], ...]
_NO_FLOWS: Key = ()
Start = Callable[[Callable[[], None]], None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised; `by_words`: the model took no part in it."""

    attempts: tuple[Claimed, ...]
    by_words: bool


def in_a_thread(work: Callable[[], None]) -> None:
    """Run it beside this request."""
    threading.Thread(target=work, name="recogniser", daemon=True).start()


class Recognisers:
    """Safe for threads. `quick` answers within a request, `patient` may take its time for a whole
    catalogue, whose vectors stay on the `shelf`; `start` runs that beside the request."""

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
        self._by_words: OrderedDict[Key, Recogniser] = OrderedDict()
        self._complete: OrderedDict[Key, Recogniser] = OrderedDict()
        self._asked: dict[Key, float] = {}
        self._lock = threading.Lock()

    def recognise(self, text: str, *, lang: str, flows: Sequence[Flow] = ()) -> Recognition:
        """What the text says was done of the catalogue and of the own remedies of these flows."""
        named = _named(flows)
        key = tuple(sorted((flow.id, flow.version) for flow in flows if _own(flow)))
        recogniser = self._recogniser(key, tuple(named.values()))
        claims = (
            Claimed(
                remedy=found.remedy,
                title=named[found.remedy].titles.get(lang, found.remedy),
                outcome=found.outcome,
                quote=found.quote,
                start=found.start,
                end=found.end,
                likely=found.likely,
                probability=found.probability,
            )
            for found in recogniser.recognise(text, lang=lang)
        )
        return Recognition(tuple(claims), recogniser.by_words_alone)

    def prepare(self) -> None:
        """Have the catalogue's vectors fetched: somebody is about to write."""
        self._ask(_NO_FLOWS, tuple(_named(()).values()))

    def _recogniser(self, key: Key, named: Sequence[Named]) -> Recogniser:
        """That of the key; until its vectors are there that of the catalogue alone, then words."""
        self._ask(key, named)
        with self._lock:
            found = (
                self._complete.get(key) or self._complete.get(_NO_FLOWS) or self._by_words.get(key)
            )
        if found is None:
            found = Recogniser.of(named, None)
            self._keep(self._by_words, key, found)
        return found

    def _ask(self, key: Key, named: Sequence[Named]) -> None:
        if self._is_due(key):
            self._start(lambda: self._fetch(key, named))

    def _is_due(self, key: Key) -> bool:
        with self._lock:
            waited = monotonic() - self._asked.get(key, -RETRY_SECONDS)
            due = key not in self._complete and waited >= RETRY_SECONDS
            if due:
                self._asked[key] = monotonic()
            return due

    def _fetch(self, key: Key, named: Sequence[Named]) -> None:
        encoder = SwitchedEncoder(self._patient, self._shelf)
        try:
            log.info("intake.fetching_vectors", remedies=len(named), recipe=encoder.recipe)
        except ModelUnavailable as error:
            log.info("intake.words_only", reason=error.reason)
            return
        made = Recogniser.of(named, encoder)
        if made.by_words_alone:  # it went away meanwhile
            return
        encoder.now, encoder.shelf = self._quick, None  # what customers write is not kept
        self._keep(self._complete, key, made)

    def _keep(self, shelf: OrderedDict[Key, Recogniser], key: Key, made: Recogniser) -> None:
        with self._lock:
            shelf[key] = made
            while len(shelf) > MOST:
                shelf.popitem(last=False)


def _named(flows: Sequence[Flow]) -> dict[str, Named]:
    """The catalogue, then the flows' own remedies; one of the catalogue wins over a local one. In
    this order the vectors on the shelf serve whatever flows are asked about."""
    named = {
        remedy.id: Named(remedy.id, remedy.titles, remedy.aliases)
        for remedy in catalogue().values()
    }
    for flow in flows:
        for own in _own(flow):
            named.setdefault(own.id, own)
    return named


def _own(flow: Flow) -> list[Named]:
    return [
        Named(remedy.id, remedy.title, remedy.aliases)
        for remedy in flow.remedies.values()
        if remedy.local
    ]
