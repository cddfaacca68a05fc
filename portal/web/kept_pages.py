"""Pages for strangers, answered before Flask is asked: a WSGI layer around the whole portal.

It keeps which headers the full way has sent, and sends them again to whoever's request cannot
tell a difference: same address, language and choices, no session, no journey, no query. First it
asks the clock and the database whether the view would answer the same (`caching.is_right`).
Whatever is not certain goes the full way. A test compares both for every public page.

What the full way does for a page without changing it has to be done here too: number, log line
and count of the request. A view that limits how often it may be asked must not be kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import is_entity_header, parse_etags, quote_etag
from werkzeug.sansio.http import parse_cookie

from portal.web.access import HOST, JOURNEY_COOKIE, SESSION_COOKIE
from portal.web.caching import ANSWER, KEPT_BYTES, Answer, Header, Recent, is_right, kept_pages
from portal.web.furniture import DETAIL_COOKIE, THEME_COOKIE
from portal.web.health import REQUESTS, SECONDS
from portal.web.locale import LANGUAGE_COOKIE, LOCALES, TIME_ZONE_COOKIE
from portal.web.requests import REQUEST_ID, begin_request, log_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_ANSWERS = 2000
LONGEST_CHOICES = 400
CHOICES = (THEME_COOKIE, DETAIL_COOKIE, TIME_ZONE_COOKIE, LANGUAGE_COOKIE)
_OF_SOMEBODY = frozenset(
    prefix + name for name in (SESSION_COOKIE, JOURNEY_COOKIE) for prefix in ("", HOST)
)
_NOTHING_CHOSEN = (None,) * len(CHOICES)
_LOCALISED = tuple(f"/{locale}/" for locale in LOCALES)
Address = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer and its headers, without those that describe a body or one request."""

    answer: Answer
    headers: tuple[Header, ...]


class KeptPages:
    """The layer; `full_way` is what it stands before."""

    def __init__(self, app: Flask) -> None:
        self.full_way: WSGIApplication = app.wsgi_app
        self._app = app
        self._answers: Recent[Address, KeptAnswer] = Recent(MOST_ANSWERS)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer like the full way, at a fraction of its cost where that is possible."""
        address = address_of(environ)
        if address is None:
            return self.full_way(environ, start_response)
        kept = self._answers.find(address)
        if kept is not None:
            with self._app.app_context():
                body = _answer(kept, environ, start_response)
            if body is not None:
                return body
        return self._ask(address, environ, start_response)

    def _ask(
        self, address: Address, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        sent: list[Header] = []

        def listen(status: str, headers: list[Header], *exc_info: object) -> object:
            sent[:] = headers if status[:3] in {"200", "304"} else []
            return start_response(status, headers, *exc_info)  # type: ignore[arg-type]

        body = self.full_way(environ, listen)  # type: ignore[arg-type]
        answer: Answer | None = environ.get(ANSWER)
        if answer is not None and ("ETag", quote_etag(answer.key.etag)) in sent:
            headers = tuple(filter(_is_lasting, _without(sent, answer.greeting)))
            if all(name != "Set-Cookie" for name, _value in headers):
                self._answers.keep(address, KeptAnswer(answer, headers))
        return body


def init_kept_pages(app: Flask) -> None:
    """Put the layer around everything that was installed before."""
    app.extensions["lotse.kept_pages"] = Recent(KEPT_BYTES)
    app.wsgi_app = KeptPages(app)  # type: ignore[method-assign]


def address_of(environ: "WSGIEnvironment") -> Address | None:
    """All that a kept page may depend on; None for a request that goes the full way."""
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or environ.get("QUERY_STRING")
        or environ.get("SCRIPT_NAME")
    ):
        return None
    path, cookie = environ["PATH_INFO"], environ.get("HTTP_COOKIE", "")
    languages = None if path.startswith(_LOCALISED) else environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(cookie) + len(languages or "") > LONGEST_CHOICES:
        return None
    if not cookie:
        return path, languages, *_NOTHING_CHOSEN
    cookies = parse_cookie(cookie)
    if not _OF_SOMEBODY.isdisjoint(cookies):
        return None
    return path, languages, *(cookies.get(name) for name in CHOICES)


def _answer(
    kept: KeptAnswer, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> list[bytes] | None:
    started, answer, method = perf_counter(), kept.answer, environ["REQUEST_METHOD"]
    g.locale = answer.locale
    reader_has = parse_etags(environ.get("HTTP_IF_NONE_MATCH"))
    page = None
    if not reader_has.contains_weak(answer.key.etag):
        page = kept_pages().find(answer.key)
        if page is None:
            return None
    try:
        if not is_right(answer):
            return None
    except SQLAlchemyError:  # the full way has words for it
        return None
    headers = [*kept.headers, *answer.greet(), (REQUEST_ID, begin_request())]
    if page is not None:
        headers += [("Content-Type", page[1]), ("Content-Length", str(len(page[0])))]
    status = 304 if page is None else 200
    log_request(method, answer.key.path, status, started)
    REQUESTS.labels(answer.endpoint, str(status)).inc()
    SECONDS.labels(answer.endpoint).observe(perf_counter() - started)
    start_response("304 NOT MODIFIED" if page is None else "200 OK", headers)
    return [page[0]] if page is not None and method == "GET" else []


def _without(sent: Iterable[Header], greeting: Iterable[Header]) -> Iterable[Header]:
    greeted = set(greeting)
    return (header for header in sent if header not in greeted)


def _is_lasting(header: Header) -> bool:
    name, _value = header
    return name != REQUEST_ID and not is_entity_header(name)
