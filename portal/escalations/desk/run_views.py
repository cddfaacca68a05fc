"""Going through a flow for the customer of a case, on the phone."""

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.escalations.desk.assisting import begin_run
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.desk_queries import case_for
from portal.troubleshooter.flows import published_flow
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_locale


@blueprint.post("/<public_id>/runs")
@requires(Permission.HANDLE_CASES)
def begin(public_id: str) -> AnyResponse:
    """Begin the chosen flow with the customer, or go on with it."""
    with transaction(db.session) as session:
        case = case_for(session, public_id, current_reader()) if public_id.isalnum() else None
        if case is None:
            raise NotFound("This case is not here, or it belongs to a team that you are not in.")
        version = published_flow(session, request.form.get("flow", ""))
        if version is None:
            raise NotFound("There is no flow of this name.")
        token = begin_run(
            session,
            case,
            version,
            agent_id=signed_in_person().id,
            secret_key=current_app.extensions["lotse.settings"].secret_key,
            now=now(),
        )
    address = url_for("troubleshooter.run", token=token, lang=current_locale())
    return redirect(address, 303)
