"""Pictures of articles, served by record and never by path (F1, F6)."""

from flask import Response, abort, current_app, request

from portal.core.db import db
from portal.core.files import FileStore
from portal.helpcenter.blueprint import machines
from portal.helpcenter.queries import visible_file
from portal.web.access import current_reader

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@machines.get("/media/<public_id>")
def media(public_id: str) -> Response:
    """A picture of an article the reader may see, in a sandbox of its own."""
    file = visible_file(db.session, public_id, current_reader())
    if file is None or file.media_type not in SHOWN:
        abort(404)
    store: FileStore = current_app.extensions["lotse.files"]
    response = Response(store.get(file.sha256), content_type=file.media_type)
    response.set_etag(file.sha256[:32])
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request)
    return response
