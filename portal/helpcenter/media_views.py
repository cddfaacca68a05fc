"""Pictures of articles, served by record and never by path (F1, F6)."""

import structlog
from flask import Response, abort, current_app, request

from portal.core.db import db
from portal.core.files import FileStore
from portal.helpcenter.blueprint import machines
from portal.helpcenter.queries import visible_file
from portal.web.access import current_reader

log = structlog.get_logger()
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@machines.get("/media/<public_id>")
def media(public_id: str) -> Response:
    """A picture of an article the reader may see, in a sandbox of its own."""
    file = visible_file(db.session, public_id, current_reader())
    if file is None or file.media_type not in SHOWN:
        abort(404)
    store: FileStore = current_app.extensions["lotse.files"]
    try:
        data = store.get(file.sha256)
    except FileNotFoundError:  # a backup without its files: the page goes on without the picture
        log.warning("media.missing", file=file.public_id)
        abort(404)
    response = Response(data, content_type=file.media_type)
    response.set_etag(file.sha256[:32])
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request)
    return response
