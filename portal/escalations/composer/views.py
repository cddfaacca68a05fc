"""Answering a customer: a reply with its checks, and the answer that ends a case."""

from collections.abc import Sequence

from flask import current_app, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.escalations.composer.check_forms import (
    checks_view,
    findings_of,
    ids_in,
    open_findings,
    with_reasons,
)
from portal.escalations.composer.check_words import ChecksView
from portal.escalations.composer.checks import record_dismissal
from portal.escalations.composer.findings import Finding, holding_back
from portal.escalations.composer.later import solved_words
from portal.escalations.composer.operations import Reply, Then
from portal.escalations.composer.wording import without
from portal.escalations.desk.forms import ReplyForm, SolutionForm
from portal.escalations.desk.page import calendar_of
from portal.escalations.desk.views import ADDRESS, By, act_on, find_case, show_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.inserting.views import look
from portal.escalations.models import Escalation
from portal.escalations.outbox.models import FilePurpose
from portal.escalations.outbox.operations import Pressed, let_go
from portal.escalations.outbox.uploads import collect
from portal.web.access import Permission, requires
from portal.web.limits import limiter

CHECKS = "240 per minute"
DISMISS, REMOVE, REASON = "dismiss", "remove", "reason"
_KEPT = ("due", "due_on", "due_time", "remind_on", "dismissed", "shown")


def _person() -> str:
    return f"person:{signed_in_person().id}"


@blueprint.post(f"{ADDRESS}/replies")
@requires(Permission.HANDLE_CASES)
def reply(public_id: str) -> AnyResponse:
    """Answer the customer, with a promise; what repeats or asks again is asked about once."""
    case = find_case(public_id)
    if "entered" in request.form and request.form.get("insert-q"):
        return look(case)  # Enter in the field that looks for what to insert
    sent = collect(case, FilePurpose.REPLY)
    form = _form(case, sent.problems)
    findings = with_reasons(case, findings_of(db.session, case, form), form)
    left = open_findings(findings, form)
    if form.validate() and holding_back(left, frozenset(ids_in(form.shown.data))):
        return show_case(case, form, 422, checks=_checks(case, form))

    def act(by: By) -> None:
        then, promise = Then(form.then.data), form.promise.data or ""
        reply = Reply(form.key.data or "", form.body.data or "", then, promise, form.due_at)
        counted = _counted(findings, form)
        pressed = Pressed(reply, _typed(), sent.entries(), counted, form.based_on)
        let_go(by.session, case, pressed, by.person, by.office, by.now)

    return act_on(case, form, act)


@blueprint.post(f"{ADDRESS}/checks")
@requires(Permission.HANDLE_CASES)
@limiter.limit(CHECKS, key_func=_person)
def check(public_id: str) -> AnyResponse:
    """What is found in a reply so far; `act` takes a sentence out, puts a reason in, or says that
    a finding is wrong. Nothing of the text is kept."""
    case = find_case(public_id)
    sent = collect(case, FilePurpose.REPLY)
    form = _form(case, sent.problems)
    form.files.errors = sent.problems
    typed = form.body.data
    _change(case, form)
    if request.accept_mimetypes.best != "application/json":
        return show_case(case, form, checks=_checks(case, form))
    checks = _checks(case, form)
    fragment = current_app.jinja_env.get_template("cases/checks_fragment.html")
    address = url_for("cases.check", public_id=public_id)
    html = fragment.render(checks=checks, address=address)
    body = form.body.data if form.body.data != typed else None
    return jsonify(html=html, asks=checks.asks, body=body)


@blueprint.post(f"{ADDRESS}/solution")
@requires(Permission.HANDLE_CASES)
def solution(public_id: str) -> AnyResponse:
    """Say that it is solved; the customer is told, and can say that it is not."""
    case, form = find_case(public_id), SolutionForm(request.form)

    def act(by: By) -> None:
        body = form.body.data or solved_words(case)
        reply = Reply(form.key.data or "", body, Then.SOLVED)
        pressed = Pressed(reply, {}, (), (), form.based_on)
        let_go(by.session, case, pressed, by.person, by.office, by.now)

    return act_on(case, form, act)


def _form(case: Escalation, refused_files: Sequence[str]) -> ReplyForm:
    moment = now()
    form = ReplyForm(request.form, calendar=calendar_of(db.session, case, moment), now=moment)
    form.refused_files = refused_files
    return form


def _typed() -> dict[str, str]:
    """The fields beside the text, for the form to come back as it was."""
    return {name: request.form[name] for name in _KEPT if name in request.form}


def _change(case: Escalation, form: ReplyForm) -> None:
    """Do what was chosen beside a finding; one that the text no longer has changes nothing."""
    act, _colon, finding_id = request.form.get("act", "").partition(":")
    findings = findings_of(db.session, case, form)
    chosen = next((one for one in findings if one.id == finding_id), None)
    if chosen is None:
        return
    if act == DISMISS:
        form.dismissed.data = " ".join([*ids_in(form.dismissed.data), finding_id])
        with transaction(db.session) as session:
            actor_id = signed_in_person().id
            record_dismissal(session, case, finding_id, actor_id=actor_id, now=now())
    elif act == REMOVE and chosen.span is not None:
        form.body.data = without(form.body.data or "", chosen.span)
    elif act == REASON:
        with_reasons(case, findings, form, only=finding_id)


def _checks(case: Escalation, form: ReplyForm) -> ChecksView:
    return checks_view(case, findings_of(db.session, case, form), form, done=True)


def _counted(findings: tuple[Finding, ...], form: ReplyForm) -> tuple[Finding, ...]:
    wrong = frozenset(ids_in(form.dismissed.data))
    return tuple(one for one in findings if one.id not in wrong)
