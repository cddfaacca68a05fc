"""The way to a person: what we send along, and sending it. Every act keeps what was typed."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, TooLarge
from portal.escalations.attachments import clean_name
from portal.escalations.blueprint import CONTACT, blueprint
from portal.escalations.case_queries import case_by_public_id, sent_just_now
from portal.escalations.context import next_added, travelling
from portal.escalations.diagnostics.fields import agreed_logs, shown_items
from portal.escalations.diagnostics.logs import agree, drop_withheld, item_lines
from portal.escalations.diagnostics.sent import taken_logs
from portal.escalations.handing_over.draft_operations import (
    add_draft_file,
    remove_draft_file,
    save_draft,
)
from portal.escalations.handing_over.draft_queries import draft_by_public_id, draft_files
from portal.escalations.handing_over.forms import RequestForm
from portal.escalations.handing_over.pacing import (
    ACTS_OF_A_BROWSER,
    CASES_OF_A_BROWSER,
    CASES_OF_AN_ADDRESS,
    SEND,
    address_key,
    refused_for_now,
    suspicion,
)
from portal.escalations.handing_over.page import field_errors, review_response
from portal.escalations.handing_over.pages import Errors
from portal.escalations.handing_over.review import (
    Review,
    chosen_slot,
    file_store,
    filled_form,
    kept_items,
    office,
    open_review,
    typed_changes,
    typed_draft,
    typed_form,
    zone_name,
)
from portal.escalations.handing_over.sent_files import file_error, take_large_form, taken_files
from portal.escalations.lengths import LONGEST_WORDS, too_long
from portal.escalations.links import Purpose, token_for
from portal.escalations.messages import case_files
from portal.escalations.models import Escalation
from portal.escalations.operations import HandOver, open_case, take_turns
from portal.escalations.status.page import status_response
from portal.intake.keeping import take_words
from portal.intake.queries import intake_of
from portal.intake.reading import CONTACT as CONTACT_PLACE
from portal.journeys.models import Journey
from portal.journeys.queries import journeys_of_token
from portal.journeys.visits import ensure_journey, visitor_token
from portal.web.limits import allows, limiter
from portal.web.locale import current_locale, current_time_zone
from portal.web.uploads import sent_files

READ = "read"


class AlreadySent(Exception):
    """The same form was sent a moment ago."""

    def __init__(self, case: Escalation) -> None:
        self.case = case


def _was_sent(response: Response) -> bool:
    return response.status_code == 303 and "/requests/" in response.headers.get("Location", "")


@blueprint.get(CONTACT)
def contact() -> Response:
    """What we would send along, or only a form for somebody who comes here first."""
    review = open_review(db.session)
    return review_response(review, filled_form(review), editing=request.args.get("edit", ""))


@blueprint.post(CONTACT)
@limiter.limit(ACTS_OF_A_BROWSER)
@limiter.limit(CASES_OF_A_BROWSER, deduct_when=_was_sent)
def hand_over() -> AnyResponse:
    """Do what the pressed button says, after keeping everything that the form holds."""
    take_large_form()
    act = request.form.get("act", SEND)
    review = open_review(db.session, request.form.get("draft", ""))
    form = typed_form(review)
    case = case_by_public_id(db.session, review.public_id) if review.signed else None
    if case is not None:
        return _sent_before(case, form)
    problem = suspicion(review, act)
    if problem:
        return review_response(review, form, editing="words", errors=[("", problem)], status=422)
    try:
        review, errors, status = _keep(review, form, act)
    except AlreadySent as twice:
        return _sent_before(twice.case, form)
    if act == READ and not errors:
        return _read_words(review, form)
    if act != SEND and not errors:
        return _shown(review, form, _editing(review, act))
    if act == SEND and not form.validate():
        errors, status = [*field_errors(form), *errors], status or 422
    if errors:
        wrong = any(name == "words" for name, _problem in errors)
        editing = "words" if wrong else _editing(review, act)
        return review_response(review, form, editing=editing, errors=errors, status=status)
    if not allows(CASES_OF_AN_ADDRESS, address_key(form)):
        return refused_for_now(review, form)
    try:
        with transaction(db.session) as session:
            case = _send(session, review, form)
    except AlreadySent as twice:
        return _sent_before(twice.case, form)
    return redirect(_address(case), 303)


def _keep(review: Review, form: RequestForm, act: str) -> tuple[Review, Errors, int]:
    """Save the form and its files. Returns the review as it stands now, and what could not be
    taken with the status to say so."""
    verb, _colon, name = act.partition(":")
    attachments, errors, status = taken_files()
    logs, log_errors, log_status = taken_logs()
    errors, status = [*errors, *log_errors], status or log_status
    if act == "add:log" and not logs and not errors:
        errors, status = [("log", _("Choose a file first."))], Invalid.status
    if act == "add:file" and not attachments and not errors:
        errors, status = [("files", _("Choose a file first."))], Invalid.status
    with transaction(db.session) as session:
        _check_unsent(session, review, (form.words.data or "") if act == SEND else "")
        journey = _journey(session, review)
        typed = typed_draft(review, form, typed_changes(review, act))
        draft = save_draft(session, journey, review.public_id, typed, now=now())
        if verb == "remove":
            remove_draft_file(session, draft, name, now=now())
        if shown_items():
            agree(draft_files(session, draft), agreed_logs())
        found = [(one, None) for one in attachments]
        for attachment, removed in [*found, *((log.attachment, log.removed) for log in logs)]:
            try:
                add_draft_file(session, file_store(), draft, attachment, now=now(), removed=removed)
            except TooLarge as error:
                errors.append(file_error(attachment.name, error))
                status = error.status
    much = too_long(form.words.data or "", LONGEST_WORDS) if act != SEND else ""
    if much:  # kept is its beginning only, so the page comes back with all of it
        errors, status = [("words", much), *errors], status or Invalid.status
    return open_review(db.session, _token(review)), errors, status


def _check_unsent(session: Session, review: Review, words: str) -> None:
    """Raise AlreadySent if this form is a case by now, or another tab of this browser has sent the
    same words a moment ago."""
    take_turns(session)
    own = journeys_of_token(session, visitor_token())
    case = case_by_public_id(session, review.public_id)
    case = case or sent_just_now(session, own, words, now=now())
    if case is not None:
        raise AlreadySent(case)


def _journey(session: Session, review: Review) -> Journey:
    """Whose draft this is. The same form may be on its way twice: whoever comes second joins the
    first's draft."""
    draft = draft_by_public_id(session, review.public_id)
    if draft is not None:
        return session.get_one(Journey, draft.journey_id)
    return review.journey or ensure_journey(session)


def _send(session: Session, review: Review, form: RequestForm) -> Escalation:
    _check_unsent(session, review, form.words.data or "")
    slot = chosen_slot(review, form)
    draft = review.draft
    hand_over = HandOver(
        public_id=review.public_id,
        words=form.words.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        channel="callback" if slot else "mail",
        callback_wish=slot.words(current_locale(), current_time_zone()) if slot else "",
        due_at=slot.end if slot else None,
        locale=current_locale(),
        time_zone=zone_name(),
        queue_key=draft.queue_key if draft else "",
        lines=[
            *travelling(review.reviewed, request.form.getlist("line")),
            *item_lines(kept_items(review.changes)),
        ],
    )
    if draft is not None:
        drop_withheld(session, draft, now=now())
    return open_case(
        session, hand_over, journey=review.journey, draft=draft, office=office(), now=now()
    )


def _shown(review: Review, form: RequestForm, editing: str) -> AnyResponse:
    """After an act the page is asked for again, so that reloading sends nothing twice; a browser
    that keeps no cookies gets it at once."""
    if not visitor_token():
        return review_response(review, form, editing=editing)
    anchor = "line-" + "".join(sign if sign.isalnum() else "-" for sign in editing)
    target = url_for("escalations.contact", edit=editing or None)
    return redirect(f"{target}#{anchor}" if editing else target, 303)


def _editing(review: Review, act: str) -> str:
    verb, _, key = act.partition(":")
    if verb == "edit":
        return key
    return next_added(review.changes) or "" if act == "add:attempt" else ""


def _read_words(review: Review, form: RequestForm) -> AnyResponse:
    """Show what we understand of the customer's words, to confirm; what they confirm stands here
    afterwards."""
    if not visitor_token():
        return review_response(review, form, editing="words")
    intake = intake_of(db.session, review.journey)
    try:
        take_words(form.words.data or "", CONTACT_PLACE, intake.revision if intake else None)
    except (Invalid, Conflict) as error:
        errors = [("words", _(error.message, **error.parameters))]
        return review_response(review, form, editing="words", errors=errors, status=error.status)
    return redirect(url_for("intake.understood"), 303)


def _sent_before(case: Escalation, form: RequestForm) -> AnyResponse:
    """The form was sent already. What was written or added since then becomes a message, if they
    want; files have to be chosen again."""
    typed = form.words.data or ""
    body, errors = ("" if typed == case.words else typed), []
    if body:
        problem = _(
            "This request was sent already. What you have written since then stands below: send "
            "it as a message."
        )
        errors.append(("", problem))
    there = {entry.file.name for entry in case_files(db.session, case)}
    missing = [clean_name(file.filename or "") for file in sent_files("files")]
    missing = [name for name in missing if name not in there]
    if missing:
        problem = _(
            "This request was sent already, without %(files)s. Add what is missing here.",
            files=", ".join(missing),
        )
        errors.append(("files", problem))
    if not errors:
        return redirect(_address(case), 303)
    return status_response(case, body=body, errors=errors, status=409)


def _address(case: Escalation) -> str:
    token = token_for(case.public_id, Purpose.CASE, office().settings.secret_key)
    return url_for("escalations.status", token=token, sent=1)


def _token(review: Review) -> str:
    return token_for(review.public_id, Purpose.DRAFT, office().settings.secret_key)
