"""Public pages by ETag: the page is not even rendered when the reader still has it (RFC 9110).

A page that was rendered is kept in this process, for strangers who ask for it after the first.
Whoever asks, the database says at each request which version of the content is in force.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from flask import Response, current_app, request

from portal.core.clock import now
from portal.core.quick_reads import Reading, quick_reads
from portal.web.access import ANONYMOUS, current_reader, journey_cookie
from portal.web.furniture import Slots, current_promise, detail, theme
from portal.web.locale import current_locale, current_time_zone

KEPT_BYTES = 16 * 1024 * 1024
KEPT_SECONDS = 60
ANSWER = "lotse.answer"
Key = TypeVar("Key")
Value = TypeVar("Value")
Header = tuple[str, str]


class Recent(Generic[Key, Value]):
    """What was asked for last, of at most `most` weight together; safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Key) -> Value | None:
        """What is kept under `key`, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def keep(self, key: Key, value: Value, weight: int = 1) -> None:
        """Keep a value, in place of an older one; what was asked for longest ago makes room."""
        if weight > self._most:
            return
        with self._lock:
            self._weight += weight - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = value, weight
            while self._weight > self._most:
                _key, (_value, oldest) = self._kept.popitem(last=False)
                self._weight -= oldest


@dataclass(frozen=True, slots=True)
class State(Generic[Value]):
    """What was read of the database, and how to see whether that is still so."""

    value: Value
    read: Callable[[Reading], Value]

    def holds(self, reading: Reading) -> bool:
        """Would the same be read now?"""
        return self.read(reading) == self.value


class PageKey(NamedTuple):
    """Which page is kept. The minute is part of it, for what no ETag names, such as votes."""

    etag: str
    path: str
    minute: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view tells `kept_pages` about the answer it gave: where it stands, what it holds
    for, and which headers are of this one answer only."""

    endpoint: str
    locale: str
    key: PageKey
    incident: object
    unchanged: Callable[[Reading], bool]
    greet: Callable[[], Iterable[Header]]
    greeting: tuple[Header, ...]


def read_state(read: Callable[[Reading], Value]) -> State[Value]:
    """Read something by a function of the connection alone, which may be asked again later."""
    with quick_reads() as reading:
        return State(read(reading), read)


def current_minute() -> int:
    """The minute of the app's clock, since 1970: nothing is kept for longer."""
    return int(now().timestamp()) // KEPT_SECONDS


def no_greeting() -> tuple[Header, ...]:
    """What most pages add for a reader who is new here."""
    return ()


def conditional(
    parts: tuple[object, ...],
    build: Callable[[], Response],
    *,
    unchanged: Callable[[Reading], bool] | None = None,
    greet: Callable[[], Iterable[Header]] = no_greeting,
    keep: bool = True,
) -> Response:
    """Answer 304 if the reader's copy has the ETag of `parts`, else a kept page or a new one.

    `parts` name the content's version; language, time zone, theme, detail, assets, furniture and
    the reader are added here. Signed-in readers' pages are private.

    With `unchanged` the next stranger may get the same answer without asking the view, as long
    as the database says so. `greet` gives headers for readers without a journey, made anew for
    each answer; neither function may read the request. With `keep` False this process remembers
    nothing of the page: it is one reader's own.
    """
    minute = current_minute()
    etag = _etag(parts)
    key = PageKey(etag, request.path, minute)
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = _page(key, build) if keep else build()
        if response.status_code != 200:
            return response
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    greeting = () if journey_cookie() in request.cookies else tuple(greet())
    response.headers.extend(greeting)
    if unchanged is not None:
        locale = current_locale()
        request.environ[ANSWER] = Answer(
            endpoint=request.endpoint or "",
            locale=locale,
            key=key,
            incident=_incident(locale),
            unchanged=unchanged,
            greet=greet,
            greeting=greeting,
        )
    return response


def is_right(answer: Answer) -> bool:
    """Would the view give this answer now too? Asks the database; needs no request."""
    with quick_reads() as reading:
        return (
            answer.key.minute == current_minute()
            and answer.unchanged(reading)
            and answer.incident == _incident(answer.locale)
        )


def kept_pages() -> Recent[PageKey, tuple[bytes, str]]:
    """The pages of this process: body and content type."""
    pages: Recent[PageKey, tuple[bytes, str]] = current_app.extensions["lotse.kept_pages"]
    return pages


def _page(key: PageKey, build: Callable[[], Response]) -> Response:
    """An address with a query is not kept: it may say anything, and few ask for it again."""
    if request.query_string or current_reader() != ANONYMOUS:
        return build()
    found = kept_pages().find(key)
    if found is not None:
        return Response(found[0], content_type=found[1])
    response = build()
    content_type = response.content_type
    if request.method == "GET" and response.status_code == 200 and content_type is not None:
        body = response.get_data()
        kept_pages().keep(key, (body, content_type), len(body))
    return response


def _etag(parts: tuple[object, ...]) -> str:
    locale = current_locale()
    everything = (
        *parts,
        locale,
        current_time_zone().key,
        theme(),
        detail(),
        current_app.extensions["lotse.assets"].version,
        current_app.extensions["lotse.version"],
        current_promise(),
        _incident(locale),
        current_reader(),
    )
    return hashlib.sha256(repr(everything).encode()).hexdigest()[:24]


def _incident(locale: str) -> object | None:
    slots: Slots = current_app.extensions["lotse.slots"]
    return slots.incident(now(), locale)
