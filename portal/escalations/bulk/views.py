"""Several cases at once: a page that asks, the act, and a page that says what became of each."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, request, url_for
from flask import redirect as to
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Form

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.types import public_id as new_key
from portal.escalations.bulk.choosing import chosen_cases, form_of
from portal.escalations.bulk.forms import BulkTagForm, UntagForm
from portal.escalations.bulk.jobs import go_on_later
from portal.escalations.bulk.models import BulkRun
from portal.escalations.bulk.operations import begin_run, work_off
from portal.escalations.bulk.pages import BulkPage, BulkRunPage, ChosenCase, DoneCase
from portal.escalations.bulk.rules import MOST, Became, BulkAct, Item, chosen_of, item_of
from portal.escalations.bulk.words import button_of, effect_of, title_of
from portal.escalations.desk.forms import OWN_WORDS, HandOverForm, NoteForm, WaitingForm
from portal.escalations.desk.lists import came_from
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.promises.forms import PriorityForm
from portal.escalations.rules import spoken
from portal.escalations.tags.queries import known_tags, tags_of_cases
from portal.web.access import Permission, current_reader, requires
from portal.web.pages import render

BULK = "/bulk"
REFRESH_SECONDS = 2


@blueprint.get(BULK)
@requires(Permission.HANDLE_CASES)
def ask_for_bulk() -> AnyResponse:
    """What the act would do to each of the ticked cases."""
    act, wanted = _asked(request.args.getlist("case"), request.args.get("act", ""))
    cases = chosen_cases(db.session, list(wanted), current_reader())
    form = form_of(act, None, cases, current_reader())
    return _ask(act, cases, form, hidden=len(wanted) - len(cases))


@blueprint.post(BULK)
@requires(Permission.HANDLE_CASES)
def act_on_many() -> AnyResponse:
    """Do it: the first few at once, the rest by a job."""
    ticked = chosen_of(request.form.getlist("case"))
    named = request.form.getlist("shown") + request.form.getlist("case")
    act, shown = _asked(named, request.form.get("act", ""))
    wanted = {case: revision for case, revision in shown.items() if case in ticked}
    reader, moment = current_reader(), now()
    cases = chosen_cases(db.session, list(shown), reader)
    form = form_of(act, request.form, cases, reader)
    if not form.validate() or not wanted:
        return _ask(act, cases, form, revisions=shown, ticked=wanted, status=422)
    values, words, reason = _said(form)
    office = _office()
    with transaction(db.session) as session:
        run = begin_run(
            session,
            act,
            wanted,
            values,
            words=words,
            reason=reason,
            key=_key(),
            person=signed_in_person(),
            now=moment,
        )
        if run.done == 0 and not work_off(session, run, office, now=moment):
            go_on_later(session, run, now=moment)
        public_id = run.public_id
    return to(url_for("cases.bulk_run", run=public_id, list=came_from() or None), 303)


@blueprint.get(f"{BULK}/<run>")
@requires(Permission.HANDLE_CASES)
def bulk_run(run: str) -> AnyResponse:
    """How far it has come, and in the end what became of each case; only whose act it is (A1)."""
    mine = (BulkRun.public_id == run, BulkRun.person_id == signed_in_person().id)
    found = db.session.scalar(select(BulkRun).where(*mine))
    if found is None:
        raise NotFound("This is not here any more.")
    items = [item_of(kept) for kept in found.items]
    finished = found.finished_at is not None
    reader = current_reader()
    seen = chosen_cases(db.session, [item.case for item in items], reader)
    named = {case.public_id: case for case in seen}
    page = BulkRunPage(
        title=_("Done") if finished else _("This takes a moment"),
        back_url=_back_url(),
        done=found.done,
        total=len(items),
        finished=finished,
        changed=tuple(_done(i, named) for i in items if i.became is Became.DONE),
        unchanged=tuple(_done(i, named) for i in items if i.became is Became.UNCHANGED),
    )
    response = render(page)
    response.headers["Cache-Control"] = "no-store"
    if not finished:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _asked(values: list[str], act: str) -> tuple[BulkAct, dict[str, int]]:
    """What an address or a form asks for; raises Invalid for too much or nothing."""
    wanted = chosen_of(values)
    if act not in set(BulkAct):
        raise Invalid("Choose what to do with the cases.")
    if not wanted:
        raise Invalid("Tick the cases in the list first.")
    if len(wanted) > MOST:
        raise Invalid(
            "At most %(most)s cases are changed at once, these are %(count)s. Choose fewer.",
            most=MOST,
            count=len(wanted),
        )
    return BulkAct(act), wanted


def _ask(
    act: BulkAct,
    cases: list[Escalation],
    form: Form,
    *,
    hidden: int = 0,
    revisions: Mapping[str, int] | None = None,
    ticked: Mapping[str, int] | None = None,
    status: int = 200,
) -> Response:
    """The page; a form that was refused keeps its ticks and the revisions with which it was
    shown."""
    reader = current_reader()
    tags = tags_of_cases(db.session, [case.id for case in cases])
    page = BulkPage(
        title=title_of(act),
        act=act.value,
        label=button_of(act),
        key=_key(),
        came_from=came_from(),
        back_url=_back_url(),
        form=form,
        cases=tuple(
            _chosen(act, case, tags.get(case.id, ()), revisions or {}, ticked) for case in cases
        ),
        hidden=hidden,
        problem=_("Tick the cases that you mean.") if ticked is not None and not ticked else "",
        proposals=tuple(tag.name for tag in known_tags(db.session, reader))
        if act is BulkAct.TAG
        else (),
    )
    response = render(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _chosen(
    act: BulkAct,
    case: Escalation,
    tags: tuple[str, ...],
    revisions: Mapping[str, int],
    ticked: Mapping[str, int] | None,
) -> ChosenCase:
    effect, stays = effect_of(act, case, signed_in_person(), tags, now())
    return ChosenCase(
        value=f"{case.public_id}:{revisions.get(case.public_id, case.revision)}",
        url=url_for("cases.show", public_id=case.public_id),
        number=spoken(case.number),
        subject=case.subject,
        locale=case.locale,
        name=case.name,
        effect=effect,
        stays=stays,
        ticked=not stays and (ticked is None or case.public_id in ticked),
    )


def _said(form: Form) -> tuple[dict[str, Any], str, str]:
    """What was chosen, and the words that go into the cases."""
    match form:
        case HandOverForm():
            why = form.because.reason.value
            reason = form.reason.data or "" if form.why.data == OWN_WORDS else ""
            return {"to": form.person.data, "why": why}, form.summary.data or "", reason
        case PriorityForm():
            return {"priority": form.priority.data}, "", ""
        case BulkTagForm():
            return {"name": form["name"].data}, "", ""
        case UntagForm():
            return {"tag": form.tag.data}, "", ""
        case WaitingForm():
            return {"day": str(form.remind_on.data)}, "", ""
        case NoteForm():
            return {}, form.body.data or "", ""
        case _:
            return {}, "", ""


def _done(item: Item, named: Mapping[str, Escalation]) -> DoneCase:
    case = named.get(item.case)
    return DoneCase(
        url=url_for("cases.show", public_id=item.case) if case else "",
        number=spoken(case.number) if case else "",
        subject=case.subject if case else _("A case of another team"),
        locale=case.locale if case else "",
        why=_(item.why, **item.parameters) if item.why else "",
    )


def _key() -> str:
    """The form's own key, or a fresh one."""
    key = request.form.get("run", "")
    return key if len(key) == 12 and key.isascii() and key.isalnum() else new_key()


def _back_url() -> str:
    question = came_from()
    return url_for("cases.inbox") + (f"?{question}" if question else "")


def _office() -> Office:
    of = current_app.extensions
    return Office(of["lotse.settings"], of["lotse.organisation"])
