"""Sending a file of a case: by record, never by path (F6), and never as a page of ours (R10)."""

import io

import structlog
from flask import Response, abort, current_app, send_file

from portal.core.files import FileStore, StoredFile
from portal.escalations.attachments import PICTURES

log = structlog.get_logger()
SANDBOX = "default-src 'none'; sandbox"


def send_case_file(file: StoredFile) -> Response:
    """A picture to be seen, everything else to be saved. The caller has checked who asks."""
    store: FileStore = current_app.extensions["lotse.files"]
    try:
        data = store.get(file.sha256)
    except FileNotFoundError:  # a backup without its files
        log.warning("case_file.missing", file=file.public_id)
        abort(404)
    response = send_file(
        io.BytesIO(data),
        mimetype=file.media_type,
        as_attachment=file.media_type not in PICTURES,
        download_name=file.name,
        etag=False,
    )
    if file.media_type == "text/plain":
        response.content_type = "text/plain; charset=utf-8"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
