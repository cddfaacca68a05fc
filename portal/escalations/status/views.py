"""What the customer can do with a request that was sent. GET shows, POST acts: programs that open
every link of a mail change nothing (S2)."""

from flask import Response, abort, jsonify, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import TooLarge
from portal.escalations.blueprint import blueprint
from portal.escalations.case_queries import case_by_link
from portal.escalations.diagnostics.fields import agreed_logs, ticked_items
from portal.escalations.diagnostics.logs import add_case_log, add_items, remove_log, send_logs
from portal.escalations.diagnostics.sent import taken_logs
from portal.escalations.diagnostics.words import items_sentence
from portal.escalations.handing_over.draft_operations import check_room, keep_file
from portal.escalations.handing_over.forms import MessageForm
from portal.escalations.handing_over.review import file_store, office
from portal.escalations.handing_over.sent_files import take_large_form, taken_files
from portal.escalations.lengths import LONGEST_WORDS, too_long
from portal.escalations.links import Purpose, public_id_of
from portal.escalations.messages import case_files, is_repeated
from portal.escalations.models import OPEN_STATUSES, Escalation, Status
from portal.escalations.notifications import REOPENING, SOLUTION
from portal.escalations.operations import confirm_address, reopen, solve, write
from portal.escalations.status.page import ask_response, status_response
from portal.escalations.status.told import told_of
from portal.escalations.tried_since.operations import read_later
from portal.web.limits import limiter

ADDRESS = "/requests/<token>"
MESSAGES = "60 per hour"
ACTS = "60 per hour"


@blueprint.get(ADDRESS)
def status(token: str) -> Response:
    """The page behind the secret address; every other address is unknown, whatever is behind."""
    return status_response(case_of(token))


@blueprint.get(f"{ADDRESS}/status.json")
def status_json(token: str) -> Response:
    """What the page says of the request, for programs."""
    return jsonify(told_of(case_of(token)))


@blueprint.post(f"{ADDRESS}/messages")
@limiter.limit(MESSAGES)
def add_message(token: str) -> AnyResponse:
    """The customer writes, with files."""
    case = case_of(token)
    take_large_form()
    form = MessageForm(request.form)
    attachments, errors, refused = taken_files()
    act = request.form.get("act", "")
    if act == "log" or act.startswith("remove:"):
        return _change_logs(case, form.body.data or "", act)
    items, logs = ticked_items(), agreed_logs()
    with force_locale(case.locale):
        told = items_sentence(items) if items else ""
    typed = form.body.data or (_("(only files)") if attachments or logs else "")
    body = "\n\n".join(part for part in (typed, told) if part)
    if not body:
        errors, refused = [("body", _("Write your message.")), *errors], refused or 422
    if much := too_long(typed, LONGEST_WORDS):
        errors, refused = [("body", much), *errors], refused or 422
    if errors:
        return status_response(case, body=typed, errors=errors, status=refused)
    try:
        with transaction(db.session) as session:
            if is_repeated(session, case, body, [file.data for file in attachments], now=now()):
                return _back(token, "written")
            check_room([entry.file for entry in case_files(session, case)], attachments)
            owner = f"case:{case.id}"
            kept = [
                keep_file(session, file_store(), attachment, owner=owner, now=now())
                for attachment in attachments
            ]
            message = write(session, case, body, kept, office=office(), now=now())
            with force_locale(case.locale):
                add_items(session, case, items, now=now())
            send_logs(session, case, logs, message)
            read_later(session, message, now=now())
    except TooLarge as error:
        errors = [("files", _(error.message, **error.parameters))]
        return status_response(case, body=typed, errors=errors, status=error.status)
    return _back(token, "written")


@blueprint.get(f"{ADDRESS}/{SOLUTION}")
def ask_solved(token: str) -> Response:
    """“Is it solved?”, for whoever comes from our mail."""
    return ask_response(case_of(token), SOLUTION)


@blueprint.get(f"{ADDRESS}/{REOPENING}")
def ask_reopening(token: str) -> Response:
    """“Open it again”, for whoever comes from our mail; of an open request, that it is open."""
    return ask_response(case_of(token), REOPENING)


@blueprint.post(f"{ADDRESS}/{SOLUTION}")
@limiter.limit(ACTS)
def say_solved(token: str) -> AnyResponse:
    """“Yes, solved.”"""
    case = case_of(token)
    with transaction(db.session) as session:
        solve(session, case, now=now())
    return _back(token, "solved")


@blueprint.post(f"{ADDRESS}/{REOPENING}")
@limiter.limit(ACTS)
def say_not_solved(token: str) -> AnyResponse:
    """“Not yet”: a solved request is open again; for an open one nothing changes."""
    case = case_of(token)
    notice = "not-yet" if Status(case.status) in OPEN_STATUSES else "reopened"
    with transaction(db.session) as session:
        reopen(session, case, office=office(), now=now())
    return _back(token, notice)


@blueprint.post(f"{ADDRESS}/confirmation")
@limiter.limit(ACTS)
def confirm(token: str) -> AnyResponse:
    """The mail address is the customer's: they have the code that stood in the mail."""
    case = case_of(token)
    code = request.form.get("token", "")
    if public_id_of(code, Purpose.CONFIRM, office().settings.secret_key) != case.public_id:
        abort(404)
    with transaction(db.session) as session:
        confirm_address(session, case, office=office(), now=now())
    return _back(token, "confirmed")


def _change_logs(case: Escalation, body: str, act: str) -> Response:
    """Take the secrets out of a log and show it, or take it back; the message stays as typed."""
    logs, errors, refused = taken_logs()
    if act == "log" and not logs and not errors:
        errors, refused = [("log", _("Choose a file first."))], 422
    try:
        with transaction(db.session) as session:
            session.refresh(case, with_for_update=True)
            for log in logs:
                add_case_log(session, file_store(), case, log, now=now())
            if act.startswith("remove:"):
                remove_log(session, case, act.partition(":")[2], now=now())
    except TooLarge as error:
        errors, refused = [("log", _(error.message, **error.parameters))], error.status
    return status_response(case, body=body, errors=errors, status=refused or 200)


def case_of(token: str) -> Escalation:
    """The case behind the secret address; every other address is unknown (A1)."""
    case = case_by_link(db.session, token, office().settings.secret_key)
    if case is None:
        abort(404)
    return case


def _back(token: str, notice: str) -> AnyResponse:
    return redirect(url_for("escalations.status", token=token, notice=notice), 303)
