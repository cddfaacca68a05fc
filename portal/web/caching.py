"""Public pages by ETag: the page is not even rendered when the reader still has it (RFC 9110).

A page that was rendered is kept in this process, for strangers who ask for it after the first.
Whoever asks, the database says at each request which version of the content is in force.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import Response, current_app, request

from portal.core.clock import now
from portal.web.access import ANONYMOUS, current_reader
from portal.web.furniture import Slots, current_promise, detail, theme
from portal.web.locale import current_locale, current_time_zone

KEPT_BYTES = 16 * 1024 * 1024
KEPT_SECONDS = 60


class KeptPages:
    """The pages that were asked for last, of at most `most` bytes together; safe for threads."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._pages: OrderedDict[object, tuple[bytes, str]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: object) -> tuple[bytes, str] | None:
        """Body and content type, or None."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: object, body: bytes, content_type: str) -> None:
        """Keep a page; what was asked for longest ago makes room."""
        with self._lock:
            if key in self._pages or len(body) > self._most:
                return
            self._pages[key] = (body, content_type)
            self._bytes += len(body)
            while self._bytes > self._most:
                _key, (oldest, _type) = self._pages.popitem(last=False)
                self._bytes -= len(oldest)


def conditional(parts: tuple[object, ...], build: Callable[[], Response]) -> Response:
    """Answer 304 if the reader's copy has the ETag of `parts`, else a kept page or a new one.

    `parts` name the content's version; language, time zone, theme, detail, assets, furniture and
    the reader are added here. Signed-in readers' pages are private.
    """
    etag = _etag(parts)
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = _page(etag, build)
        if response.status_code != 200:
            return response
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _page(etag: str, build: Callable[[], Response]) -> Response:
    """An address with a query is not kept: it may say anything, and few ask for it again."""
    if request.query_string or current_reader() != ANONYMOUS:
        return build()
    kept: KeptPages = current_app.extensions.setdefault("lotse.kept_pages", KeptPages())
    key = (etag, request.path, int(now().timestamp()) // KEPT_SECONDS)
    found = kept.find(key)
    if found is not None:
        return Response(found[0], content_type=found[1])
    response = build()
    if response.status_code == 200 and response.content_type is not None:
        kept.keep(key, response.get_data(), response.content_type)
    return response


def _etag(parts: tuple[object, ...]) -> str:
    slots: Slots = current_app.extensions["lotse.slots"]
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
        slots.incident(now(), locale),
        current_reader(),
    )
    return hashlib.sha256(repr(everything).encode()).hexdigest()[:24]
