"""Public pages by ETag: the page is not even rendered when the reader still has it (RFC 9110)."""

import hashlib
from collections.abc import Callable

from flask import Response, current_app, request

from portal.core.clock import now
from portal.web.access import current_reader
from portal.web.furniture import Slots, detail, theme
from portal.web.locale import current_locale


def conditional(parts: tuple[object, ...], build: Callable[[], Response]) -> Response:
    """Answer 304 if the reader's copy has the ETag of `parts`, else build the page.

    `parts` name the content's version; language, theme, detail, assets, furniture and the reader
    are added here. Signed-in readers' pages are private.
    """
    etag = _etag(parts)
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = build()
        if response.status_code != 200:
            return response
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _etag(parts: tuple[object, ...]) -> str:
    slots: Slots = current_app.extensions["lotse.slots"]
    locale = current_locale()
    moment = now()
    everything = (
        *parts,
        locale,
        theme(),
        detail(),
        current_app.extensions["lotse.assets"].version,
        current_app.extensions["lotse.version"],
        slots.first_answer(moment, locale),
        slots.incident(moment, locale),
        current_reader(),
    )
    return hashlib.sha256(repr(everything).encode()).hexdigest()[:24]
