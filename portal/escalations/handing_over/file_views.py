"""Files of a request: for the holder of its address, and for whoever is writing it."""

from flask import Response, abort

from portal.core.db import db
from portal.escalations.blueprint import CONTACT, blueprint
from portal.escalations.case_queries import case_by_link, public_file
from portal.escalations.file_responses import send_case_file
from portal.escalations.handing_over.draft_queries import draft_files, draft_of
from portal.escalations.handing_over.review import office
from portal.escalations.status.views import ADDRESS
from portal.journeys.visits import current_journey


@blueprint.get(f"{ADDRESS}/files/<public_id>")
def case_file(token: str, public_id: str) -> Response:
    """A file of this case that its customer may see (A2)."""
    case = case_by_link(db.session, token, office().settings.secret_key)
    file = public_file(db.session, case, public_id) if case is not None else None
    if file is None:
        abort(404)
    return send_case_file(file)


@blueprint.get(f"{CONTACT}/files/<public_id>")
def draft_file(public_id: str) -> Response:
    """A file that this visitor has added and not yet sent."""
    journey = current_journey(db.session)
    draft = draft_of(db.session, journey) if journey is not None else None
    entries = draft_files(db.session, draft) if draft is not None else []
    file = next((entry.file for entry in entries if entry.file.public_id == public_id), None)
    if file is None:
        abort(404)
    return send_case_file(file)
