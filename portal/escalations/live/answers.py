"""Answers to a page that asks again and again: mostly that nothing is new (RFC 9110, 13.1.2)."""

import hashlib
from collections.abc import Callable, Mapping

from flask import Response, jsonify, request

from portal.web.locale import current_locale


def polled(state: tuple[object, ...], build: Callable[[], Mapping[str, object]]) -> Response:
    """304 for a page that has the answer to `state` already, else what `build` makes as JSON. The
    answer is nobody else's, and kept in no cache."""
    everything = (*state, current_locale())
    etag = hashlib.sha256(repr(everything).encode()).hexdigest()[:24]
    known = request.if_none_match.contains(etag)
    response = Response(status=304) if known else jsonify(build())
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-store"
    return response
