"""What is offered while somebody types: titles in the order in which they are likely to help."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.request import SearchRequest
from search.results import Suggestion
from search.snapshot import Snapshot
from search.synonyms import Synonyms
from search.titles import TitleMatches

MOST_LIFTED = 2_000
"""Titles among which the prior decides; for fewer letters than find more, the shortest."""
MOST_OTHER_WORDINGS = 6
MOST_WORDS = 8
LONGEST_ENTRY = 3
"""Words of a synonym that are looked at together."""


def suggestions(snapshot: Snapshot, request: SearchRequest) -> tuple[Suggestion, ...]:
    """Titles for what was typed so far (`request.text`), each article once.

    What is pinned comes first; then titles that begin with the text, then those that have its
    words somewhere, what helped more before the rest (`prior`), shorter before longer; then those
    found by a synonym. Titles in the reader's language come before others.
    """
    if not request.text.strip():
        return ()
    hidden = {snapshot.group_code(name) for name in request.hidden}
    offered: dict[str, Suggestion] = {}
    for ordinal in _ordinals(snapshot, request):
        if len(offered) == request.limit:
            break
        document = snapshot.documents[ordinal]
        group = snapshot.groups[ordinal]
        if (
            document.visibility not in request.visibilities
            or group in offered
            or (hidden and snapshot.group_code(group) in hidden)
        ):
            continue
        offered[group] = Suggestion(
            document.id, document.title, document.lang, document.url_path, document.kind
        )
    return tuple(offered.values())


def _ordinals(snapshot: Snapshot, request: SearchRequest) -> Iterator[int]:
    own = snapshot.languages == snapshot.language_code(request.lang)
    for name in request.pinned:
        code = snapshot.group_code(name)
        if code is not None:
            same = np.flatnonzero(snapshot.group_codes == code)
            yield from _own_first(same, own)
    matches = snapshot.titles.find(request.text)
    yield from _own_first(_lifted(snapshot, request, matches), own)
    for wording in _other_wordings(request.text, request.synonyms, request.lang):
        yield from _own_first(snapshot.titles.find(wording).ordinals, own)


def _own_first(ordinals: NDArray[np.int64], own: NDArray[np.bool_]) -> Iterator[int]:
    mine = own[ordinals]
    yield from ordinals[mine].tolist()
    yield from ordinals[~mine].tolist()


def _lifted(snapshot: Snapshot, request: SearchRequest, matches: TitleMatches) -> NDArray[np.int64]:
    """Titles by their prior, among those that begin with the text and among the others."""
    if not request.prior:
        return matches.ordinals
    some, rest = np.split(matches.ordinals, [MOST_LIFTED])
    prior, documents = request.prior, snapshot.documents
    lift = [prior.get(documents[o].group or documents[o].id, 0.0) for o in some.tolist()]
    later = np.arange(len(some)) >= matches.begin
    ordered: NDArray[np.int64] = some[np.lexsort((-np.array(lift), later))]
    return np.concatenate([ordered, rest])


def _other_wordings(text: str, synonyms: Synonyms, lang: str) -> list[str]:
    """The text with some of its words said otherwise."""
    if not synonyms:
        return []
    words = text.split()[:MOST_WORDS]
    wordings: dict[str, None] = {}
    known: set[str] = set()
    for length in range(1, min(LONGEST_ENTRY, len(words)) + 1):
        for start in range(len(words) - length + 1):
            end = start + length
            for other in synonyms.expand(" ".join(words[start:end]), lang):
                if other not in known:  # else it stands for a part of the run
                    known.add(other)
                    wordings[" ".join([*words[:start], other, *words[end:]])] = None
    return list(wordings)[:MOST_OTHER_WORDINGS]
