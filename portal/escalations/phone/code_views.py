"""The code from the phone: typed in by the customer, made by the agent."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.escalations.blueprint import blueprint
from portal.escalations.desk.lists import came_from, case_address
from portal.escalations.desk.views import find_case
from portal.escalations.desk_blueprint import blueprint as desk
from portal.escalations.handing_over.pages import CodePage
from portal.escalations.handing_over.review import office
from portal.escalations.links import Purpose, token_for
from portal.escalations.phone.codes import case_of_code, make_code
from portal.web.access import Permission, requires
from portal.web.inputs import one_line
from portal.web.limits import limiter
from portal.web.pages import render

TRIES = "20 per hour"
TRIES_OF_ALL = "2000 per hour"


def _everybody() -> str:
    return "request-codes"


@blueprint.get("/requests/code")
def code() -> Response:
    """Where the code that was read out is typed in."""
    return _page("")


@blueprint.post("/requests/code")
@limiter.limit(TRIES)
@limiter.limit(TRIES_OF_ALL, key_func=_everybody)
def take_code() -> AnyResponse:
    """Lead to the case. A wrong code and one that has run out are answered alike (A11)."""
    typed = one_line(request.form.get("code", ""), 40)
    secret = office().settings.secret_key
    case = case_of_code(db.session, typed, secret, now=now())
    if case is None:
        problem = _(
            "This code does not open a request. Check it, or call us: a code works for 14 days."
        )
        return _page(typed, problem if typed else _("Type in the code."), 422)
    token = token_for(case.public_id, Purpose.CASE, secret)
    return redirect(url_for("escalations.status", token=token), 303)


@desk.post("/<public_id>/codes")
@requires(Permission.HANDLE_CASES)
def add_code(public_id: str) -> AnyResponse:
    """Make a code to read out; it then stands beside the case."""
    case = find_case(public_id)
    with transaction(db.session) as session:
        secret = office().settings.secret_key
        make_code(session, case, secret, actor_id=signed_in_person().id, now=now())
    return redirect(case_address(case.public_id, came_from(), "code"), 303)


def _page(typed: str, problem: str = "", status: int = 200) -> Response:
    page = CodePage(title=_("Open your request"), code=typed, problem=problem)
    return render(page, status)
