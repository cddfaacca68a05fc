"""`blueprint`: customers' pages; `desk`: the agents'."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.web.locale import localised

blueprint = localised(Blueprint("troubleshooter", __name__, url_prefix="/<any(de, en):lang>"))
desk = Blueprint("flows", __name__, url_prefix="/agent/flows")


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """The address of a run opens it: it must reach no other site, no store and no search engine
    (A12)."""
    if request.view_args is not None and "token" in request.view_args:
        asks = request.endpoint == "troubleshooter.run" and response.status_code == 200
        # The form that asks whether to go on here has to say where it comes from: ADR 5.
        response.headers["Referrer-Policy"] = "same-origin" if asks else "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
