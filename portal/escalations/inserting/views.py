"""`POST /agent/cases/<id>/insertions`: look for something to insert, and insert it.

Without JavaScript the page comes back with everything that was typed; a script gets the choices or
the text alone. Nothing of the reply is kept.
"""

from datetime import datetime

from flask import current_app, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import ValidationError

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, PortalError
from portal.escalations.composer.operations import Then
from portal.escalations.desk.forms import ReplyForm, chosen_due
from portal.escalations.desk.page import calendar_of
from portal.escalations.desk.views import ADDRESS, find_case, show_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.inserting.articles import (
    link_to_address,
    link_to_article,
    link_to_flow,
    passage,
)
from portal.escalations.inserting.choices import Library, asked_for, choices
from portal.escalations.inserting.pages import Inserting
from portal.escalations.inserting.remedies import remedy_text
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.outbox.models import FilePurpose
from portal.escalations.outbox.uploads import collect
from portal.escalations.saved_replies.operations import count_use
from portal.escalations.saved_replies.queries import language_of, saved_reply
from portal.escalations.saved_replies.rules import fill, read_template
from portal.escalations.saved_replies.values import field_labels, field_values
from portal.web.access import Permission, current_reader, requires
from portal.web.inputs import one_line
from portal.web.limits import limiter

LOOKS = "240 per minute"
LONGEST_QUERY = 200
_MOST_NUMBER = 2**31


def _person() -> str:
    return f"person:{signed_in_person().id}"


@blueprint.post(f"{ADDRESS}/insertions")
@requires(Permission.HANDLE_CASES)
@limiter.limit(LOOKS, key_func=_person)
def insert(public_id: str) -> AnyResponse:
    """With `insert` the text of a choice, without it the choices for `insert-q`."""
    case = find_case(public_id)
    if wanted := request.form.get("insert", ""):
        return _insert(case, wanted)
    return look(case)


def look(case: Escalation) -> AnyResponse:
    """What fits the words beside the reply."""
    typed = one_line(request.form.get("insert-q", ""), LONGEST_QUERY)
    what, words = asked_for(request.form.get("insert-what", ""), typed)
    of = current_app.extensions
    library = Library(of["lotse.search"](), of["lotse.sources"])
    found = choices(db.session, case, what, words, reader=current_reader(), library=library)
    if _for_script():
        fragment = current_app.jinja_env.get_template("cases/insert_options.html")
        return jsonify(html=fragment.render(found=found), what=what.value, count=len(found))
    return show_case(case, _form(case), inserting=Inserting(what.value, words, found, is_open=True))


def _insert(case: Escalation, wanted: str) -> AnyResponse:
    form = _form(case)
    try:
        text = _text(db.session, case, wanted, form)
    except PortalError as error:
        if _for_script():
            response = jsonify(problem=_(error.message, **error.parameters))
            response.status_code = error.status
            return response
        return show_case(case, form, error.status, error)
    if _for_script():
        return jsonify(text=text)
    body = (form.body.data or "").rstrip()
    form.body.data = f"{body}\n\n{text}" if body else text
    return show_case(case, form)


def _text(session: Session, case: Escalation, wanted: str, form: ReplyForm) -> str:
    """The words that a choice stands for. Raises Invalid for one that is none."""
    kind, _colon, id_ = wanted.partition(":")
    base_url: str = current_app.extensions["lotse.settings"].base_url
    match kind:
        case "reply":
            return _saved_text(session, case, id_, form)
        case "link":
            return link_to_article(session, _number(id_), base_url)
        case "passage":
            number, _sign, anchor = id_.partition("#")
            return passage(session, _number(number), anchor, base_url)
        case "address":
            return link_to_address(session, id_, base_url)
        case "flow":
            return link_to_flow(session, id_, case.locale, base_url)
        case "remedy" | "steps":
            return remedy_text(session, case, id_, base_url, steps=kind == "steps")
    raise Invalid("Choose what is to be inserted.")


def _saved_text(session: Session, case: Escalation, public_id: str, form: ReplyForm) -> str:
    """A saved reply with its fields filled in, counted as used."""
    reply = saved_reply(session, public_id, current_reader())
    if reply is None:
        raise Invalid("This saved reply is not here any more. Search again.")
    language = language_of(reply, case.locale)
    template, _problems = read_template(reply.bodies[language])
    of = current_app.extensions
    office = Office(of["lotse.settings"], of["lotse.organisation"])
    values = field_values(case, signed_in_person(), office, _due_at(case, form))
    with transaction(session):
        count_use(session, reply, now())
    return fill(template, values, field_labels(language))


def _form(case: Escalation) -> ReplyForm:
    sent, moment = collect(case, FilePurpose.REPLY), now()
    form = ReplyForm(request.form, calendar=calendar_of(db.session, case, moment), now=moment)
    form.refused_files = sent.problems
    form.files.errors = sent.problems
    return form


def _due_at(case: Escalation, form: ReplyForm) -> datetime | None:
    """By when the reply promises something, as far as it says so."""
    if form.then.data != Then.GO_ON.value:
        return None
    moment = now()
    calendar = calendar_of(db.session, case, moment)
    try:
        return chosen_due(
            form.due.data or "", form.due_on.data, form.due_time.data, calendar, moment
        )
    except ValidationError:
        return None


def _number(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return value if value < _MOST_NUMBER else 0


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
