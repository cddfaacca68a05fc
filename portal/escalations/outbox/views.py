"""Beside a reply and a note while they are written: their preview, their files; and a reply that
waits, or that has come back."""

from flask import Response, current_app, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, NotFound
from portal.escalations.desk.forms import CaseForm, NoteForm, ReplyForm
from portal.escalations.desk.page import calendar_of
from portal.escalations.desk.views import ADDRESS, By, act_on, find_case, show_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.file_responses import send_case_file
from portal.escalations.lengths import LONGEST_TEXT
from portal.escalations.models import Escalation
from portal.escalations.outbox.files import own_file, remove_file
from portal.escalations.outbox.models import FilePurpose
from portal.escalations.outbox.operations import call_back, discard
from portal.escalations.outbox.page import composer_files, may_call_back
from portal.escalations.outbox.queries import unsent_by_key
from portal.escalations.outbox.uploads import collect
from portal.escalations.said import rendered
from portal.web.access import Permission, requires
from portal.web.limits import limiter

PREVIEWS = "240 per minute"
FILES = "120 per minute"
REMOVE = "remove"
_PURPOSE = "<any(reply, note):purpose>"


def _person() -> str:
    return f"person:{signed_in_person().id}"


@blueprint.post(f"{ADDRESS}/previews/{_PURPOSE}")
@requires(Permission.HANDLE_CASES)
@limiter.limit(PREVIEWS, key_func=_person)
def preview(public_id: str, purpose: str) -> AnyResponse:
    """What is being written as its reader will see it; nothing of the text is kept."""
    case = find_case(public_id)
    sent = collect(case, FilePurpose(purpose))
    form = _form(case, purpose)
    body = form.body.data or ""
    if len(body) <= LONGEST_TEXT:
        form.preview = rendered(db.session, body, case.locale).html
    if _wants_json():
        return jsonify(html=form.preview or "")
    return _shown(case, form, sent.problems)


@blueprint.post(f"{ADDRESS}/composer-files/{_PURPOSE}")
@requires(Permission.HANDLE_CASES)
@limiter.limit(FILES, key_func=_person)
def composer_file(public_id: str, purpose: str) -> AnyResponse:
    """Add files to what is being written, or take one back (`act`)."""
    case = find_case(public_id)
    sent = collect(case, FilePurpose(purpose))
    act, _colon, file = request.form.get("act", "").partition(":")
    if act == REMOVE:
        with transaction(db.session) as session:
            remove_file(session, case, signed_in_person().id, file, now=now())
    if not _wants_json():
        return _shown(case, _form(case, purpose), sent.problems)
    files = composer_files(db.session, case, signed_in_person().id, FilePurpose(purpose))
    fragment = current_app.jinja_env.get_template("cases/composer_files_fragment.html")
    address = url_for("cases.composer_file", public_id=public_id, purpose=purpose)
    html = fragment.render(files=files, address=address)
    return jsonify(html=html, message=" ".join(sent.problems))


@blueprint.get(f"{ADDRESS}/composer-files/<file>")
@requires(Permission.HANDLE_CASES)
def unsent_file(public_id: str, file: str) -> Response:
    """A file that waits to be sent, for who has added it."""
    found = own_file(db.session, find_case(public_id), signed_in_person().id, file)
    if found is None:
        raise NotFound("This file is not here.")
    return send_case_file(found)


@blueprint.post(f"{ADDRESS}/replies/<key>/return")
@requires(Permission.HANDLE_CASES)
def take_back(public_id: str, key: str) -> AnyResponse:
    """Call back a reply that waits: it stands in its author's composer again."""
    case = find_case(public_id)

    def act(by: By) -> None:
        unsent = unsent_by_key(by.session, case, key)
        if unsent is not None and not may_call_back(unsent, by.person):
            raise Forbidden("Only its author or the team lead can call this reply back.")
        call_back(by.session, case, key, actor_id=by.person.id, now=by.now)

    return act_on(case, CaseForm(request.form), act)


@blueprint.post(f"{ADDRESS}/replies/<key>/removal")
@requires(Permission.HANDLE_CASES)
def drop_returned(public_id: str, key: str) -> AnyResponse:
    """Throw away one's own reply that came back."""
    case = find_case(public_id)

    def act(by: By) -> None:
        discard(by.session, case, key, by.person.id)

    return act_on(case, CaseForm(request.form), act)


def _form(case: Escalation, purpose: str) -> ReplyForm | NoteForm:
    if purpose == FilePurpose.NOTE:
        return NoteForm(request.form)
    moment = now()
    return ReplyForm(request.form, calendar=calendar_of(db.session, case, moment), now=moment)


def _shown(case: Escalation, form: ReplyForm | NoteForm, problems: list[str]) -> AnyResponse:
    form.files.errors = problems
    return show_case(case, form, 422 if problems else 200)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
