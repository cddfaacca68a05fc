"""`/de/contact` and `/de/requests/…`: all pages of the customer's side."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.web.furniture import furnish
from portal.web.locale import localised

blueprint = localised(Blueprint("escalations", __name__, url_prefix="/<any(de, en):lang>"))
CONTACT = "/contact"


@blueprint.before_request
def hide_secret_addresses() -> None:
    """No page tells web search engines the address of a case."""
    if "/requests/" in request.path:
        furnish(canonical_url=None, alternates=(), indexable=False)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """What people write stays between them and us: in no cache, and no other site learns the
    address (A12)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    if "/requests/" in request.path:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response
