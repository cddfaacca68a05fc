"""The customers' pages of the intake."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.web.locale import localised

blueprint = localised(Blueprint("intake", __name__, url_prefix="/<any(de, en):lang>/intake"))


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """What somebody wrote stands on these pages: no store, no search engine, no other site."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
