"""A case for somebody on the phone: found or named, listened to, promised, opened; on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.escalations.context import Line
from portal.escalations.desk.pages import Proposal
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.desk_queries import case_for, due_of, own_queues
from portal.escalations.handing_over.context_queries import context_of, queue_of
from portal.escalations.handing_over.forms import CALLBACK, MAIL
from portal.escalations.handing_over.pages import Errors
from portal.escalations.handing_over.review import office
from portal.escalations.inbox.words import short_moment
from portal.escalations.line_views import line_view
from portal.escalations.operations import HandOver, Taken, open_case
from portal.escalations.phone.codes import make_code
from portal.escalations.phone.form import ME, PhoneForm
from portal.escalations.phone.known import steady_facts
from portal.escalations.phone.listening import facts, found_remedies, heard_lines, tried
from portal.escalations.phone.pages import PhonePage
from portal.escalations.phone.search import find_customers
from portal.escalations.promises.rules import proposals
from portal.intake.facts import Stated, stated_facts
from portal.intake.recognising import Recognisers, Recognition
from portal.journeys.models import Journey
from portal.service_hours.queries import Service, service_of
from portal.troubleshooter.assisting import may_assist
from portal.troubleshooter.queries import run_by_token
from portal.web.access import Permission, current_reader, requires
from portal.web.pages import render

ABOUT = timedelta(minutes=30)
OPEN, USE, ADD = "open", "use", "add"


@dataclass(frozen=True, slots=True)
class Call:
    """A form, the help that was begun for the caller before (None: none was), its lines, and the
    service of the team that the case goes to."""

    form: PhoneForm
    journey: Journey | None
    along: list[Line]
    service: Service
    now: datetime


@blueprint.get("/phone")
@requires(Permission.HANDLE_CASES)
def phone() -> Response:
    """An empty form; with `run` the help that an agent has begun for a caller."""
    current_app.extensions["lotse.recognisers"].prepare()
    return _page(_call(None), {})


@blueprint.post("/phone")
@requires(Permission.HANDLE_CASES)
def take_call() -> AnyResponse:
    """Look, choose a customer, add a remedy, or open the case; nothing that was typed is lost."""
    call = _call(request.form)
    act, _colon, what = request.form.get("act", "").partition(":")
    if act == USE:
        return _page(call, request.form.to_dict() | _use(call.form, what))
    if act != OPEN:
        return _page(call, request.form, added=what if act == ADD else "")
    if not call.form.check(call.service.calendar, call.now):
        return _page(call, request.form, status=422)
    return redirect(url_for("cases.show", public_id=_open(call), _anchor="code"), 303)


def _call(typed: Mapping[str, str] | None) -> Call:
    moment = now()
    teams = own_queues(db.session, current_reader())
    token = (typed or request.args).get("run", "")
    journey = _journey(token) if token else None
    start = {"run": token, "team": queue_of(db.session, journey)} if typed is None else None
    form = PhoneForm(request.form if typed is not None else None, teams=teams, data=start)
    keys = [queue.key for queue in teams]
    if form.team.data not in keys:
        form.team.data = keys[0] if keys else ""
    queue = next((queue for queue in teams if queue.key == form.team.data), None)
    with force_locale(form.language.data):
        along = context_of(db.session, journey, now=moment)
    service = service_of(db.session, office().organisation, queue, moment)
    return Call(form, journey, along, service, moment)


def _journey(token: str) -> Journey:
    """Of the help that this agent goes through with the caller."""
    run = run_by_token(db.session, token)
    if run is None or not may_assist(db.session, run, current_reader()):
        raise NotFound("This help is not here, or somebody else has begun it.")
    return db.session.get_one(Journey, run.journey_id)


def _use(form: PhoneForm, public_id: str) -> dict[str, str]:
    """Take over who a known customer is, from a case that the agent may see; returns the fields of
    the facts that this case knows and nobody has typed otherwise."""
    case = case_for(db.session, public_id, current_reader()) if public_id.isalnum() else None
    if case is None:
        return {}
    form.name.data, form.phone.data = case.name, case.phone
    form.email.data = case.requester.email or ""
    form.language.data = case.locale
    form.channel.data = MAIL if form.email.data else CALLBACK
    form.q.data = ""
    known = {f"fact:{name}": value for name, value in steady_facts(db.session, case).items()}
    return {field: value for field, value in known.items() if not request.form.get(field)}


def _open(call: Call) -> str:
    """Open the case and make its code; returns its public id."""
    form, person = call.form, signed_in_person()
    language = form.language.data
    recognition = _recognised(form)
    heard = tried(request.form, recognition.attempts, language)
    said = heard_lines(heard, facts(request.form, _stated(form)), language, call.now)
    present = {line.key for line in call.along}
    lines = [*call.along, *(line for line in said if line.key not in present)]
    hand_over = HandOver(
        public_id=form.key.data or "",
        words=form.words.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        channel=form.channel.data,
        callback_wish="",
        locale=language,
        time_zone=office().organisation.time_zone.key,
        queue_key=form.team.data,
        lines=lines,
    )
    with transaction(db.session) as session:
        taken = Taken(
            by=person,
            promise=form.promise.data or "",
            due_at=form.due_at or call.now,
            keeps=form.keeper.data == ME,
        )
        case = open_case(
            session,
            hand_over,
            journey=call.journey,
            draft=None,
            office=office(),
            now=call.now,
            taken=taken,
        )
        if case_for(session, case.public_id, current_reader()) is None:
            raise NotFound("This case is not here, or it belongs to a team that you are not in.")
        secret = office().settings.secret_key
        make_code(session, case, secret, actor_id=person.id, now=call.now)
    return case.public_id


def _page(call: Call, typed: Mapping[str, str], *, added: str = "", status: int = 200) -> Response:
    form = call.form
    language = form.language.data
    recognition = _recognised(form)
    heard = tried(typed, recognition.attempts, language, added)
    if added:
        form.remedy.data = ""
    taken = {row.remedy for row in heard}
    page = PhonePage(
        title=_("A case for a caller"),
        form=form,
        errors=_errors(form),
        customers=find_customers(db.session, form.q.data or "", current_reader()),
        heard=heard,
        facts=facts(typed, _stated(form)),
        remedies=found_remedies(form.remedy.data or "", language, taken),
        along=tuple(line_view(line) for line in call.along),
        proposals=_proposals(call),
        promises=_promises(form),
        by_words=recognition.by_words and bool(form.words.data),
    )
    response = render(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _errors(form: PhoneForm) -> Errors:
    return [(field.id, str(error)) for field in form for error in field.errors]


def _recognised(form: PhoneForm) -> Recognition:
    recognisers: Recognisers = current_app.extensions["lotse.recognisers"]
    if not form.heard:
        return Recognition((), by_words=False)
    return recognisers.recognise(form.heard, lang=form.language.data)


def _stated(form: PhoneForm) -> tuple[Stated, ...]:
    organisation = office().organisation
    return stated_facts(
        form.heard,
        locale=form.language.data,
        now=now().astimezone(organisation.time_zone),
        customer_number=organisation.customer_number,
    )


def _proposals(call: Call) -> tuple[Proposal, ...]:
    """Times to promise, with how much the agent has promised for about then."""
    times = proposals(call.service.calendar, call.now)
    reader = current_reader()
    if not times or reader.user_id is None:
        return ()
    due = due_of(db.session, reader.user_id, reader, times[-1] + ABOUT)
    return tuple(
        Proposal(
            value=moment.isoformat(timespec="minutes"),
            label=short_moment(moment, call.now),
            load=sum(abs(one - moment) <= ABOUT for one in due),
        )
        for moment in times
    )


def _promises(form: PhoneForm) -> tuple[str, ...]:
    """Sentences to choose from, in the caller's language."""
    with force_locale(form.language.data):
        return (
            _("I look into it and call you"),
            _("I look into it and write to you"),
            _("I ask my colleagues and tell you what they say"),
        )
