"""The page of a case: what happens next on top, then what happened, the newest first."""

from dataclasses import replace

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal.accounts.absences import absence_of
from portal.accounts.models import Person
from portal.accounts.portraits import picture_url
from portal.accounts.working_hours import spans_of
from portal.core.clock import now
from portal.core.db import db
from portal.core.events import events_of
from portal.escalations.attachments import ACCEPT
from portal.escalations.case_queries import context_lines, last_told
from portal.escalations.contact_persons.words import away_words
from portal.escalations.desk.assisting import notes_address
from portal.escalations.diagnostics.fields import agreed_logs, item_views, ticked_items
from portal.escalations.diagnostics.logs import log_views, waiting_logs
from portal.escalations.diagnostics.pages import DiagnosticsView
from portal.escalations.handing_over.forms import MessageForm
from portal.escalations.handing_over.pages import (
    AskPage,
    ContactView,
    ContextView,
    EndView,
    Errors,
    StatusPage,
    ThanksView,
)
from portal.escalations.handing_over.review import file_store, office
from portal.escalations.line_views import by_section
from portal.escalations.links import Purpose, public_id_of
from portal.escalations.live.pages import CUSTOMERS_EVERY, Live
from portal.escalations.messages import case_files
from portal.escalations.models import OPEN_STATUSES, Escalation, Status
from portal.escalations.notifications import REOPENING
from portal.escalations.promises.operations import open_promise
from portal.escalations.rules import spoken
from portal.escalations.status.addresses import address_of, files_of, token_of
from portal.escalations.status.corrected_lines import corrected_views
from portal.escalations.status.correcting import Typed
from portal.escalations.status.promised import promise_view
from portal.escalations.status.thanking import helper_names, thanks_of
from portal.escalations.status.time_line import days_of
from portal.escalations.wording import enclosed, responsible
from portal.service_hours.furniture import readers_hours
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Span
from portal.web.furniture import furnish
from portal.web.locale import current_locale
from portal.web.pages import render

NOTICES = frozenset(
    {"written", "solved", "reopened", "not-yet", "confirmed", "corrected", "thanked", "called"}
)


def status_response(
    case: Escalation,
    *,
    body: str = "",
    errors: Errors | None = None,
    status: int = 200,
    correction: Typed | None = None,
    thanks: str | None = None,
) -> Response:
    """The page, with the message, `correction` or `thanks` that were typed, and what to do."""
    furnish(canonical_url=None, alternates=(), indexable=False)
    form = MessageForm(data={"body": body})
    notice = request.args.get("notice", "")
    # Before what it is about is read: better said twice than not at all.
    live = _live(case) if request.method == "GET" else None
    return render(
        StatusPage(
            title=case.subject,
            address=address_of(case),
            number=spoken(case.number),
            status=case.status,
            language=case.locale,
            sent="sent" in request.args and status == 200,
            email=case.requester.email or "",
            confirm=_confirm_code(case),
            confirmed=case.confirmed_at is not None,
            notice=notice if notice in NOTICES else "",
            promise=promise_view(case, open_promise(db.session, case)),
            contact=_contact(case),
            days=days_of(case),
            context=_context(case),
            correction=correction,
            thanks=_thanks(case, thanks),
            form=form,
            errors=errors or [],
            accept=ACCEPT,
            diagnostics=_diagnostics(case, errors or []),
            end=end_of(case),
            notes_url=notes_address(db.session, case),
            live=live,
        ),
        status,
    )


def ask_response(case: Escalation, asks: str) -> Response:
    """The page with one question."""
    return render(
        AskPage(
            title=_("Open the request again") if asks == REOPENING else _("Is the problem solved?"),
            asks=asks,
            address=address_of(case),
            number=spoken(case.number),
            subject=case.subject,
            language=case.locale,
            contact=responsible(case),
            end=end_of(case),
        )
    )


def _live(case: Escalation) -> Live:
    seen, token = last_told(db.session, case), token_of(case)
    return Live(
        url=url_for("escalations.news", token=token, seen=seen),
        show_url=url_for("escalations.status", token=token, seen=seen, _anchor="happened"),
        every=CUSTOMERS_EVERY,
    )


def _who_solved(case: Escalation) -> str:
    """Who of us called it solved."""
    events = [e for e in events_of(db.session, f"case:{case.id}") if e.name == "case.solved"]
    person = db.session.get(Person, events[-1].actor_id) if events and events[-1].actor_id else None
    return person.name if person is not None else ""


def _thanks(case: Escalation, typed: str | None) -> ThanksView | None:
    """Whom the customer may thank; None until they say that it is solved."""
    if case.status != Status.SOLVED or case.solution_confirmed_at is None:
        return None
    said = thanks_of(db.session, case)
    names = helper_names(db.session, case)
    kept = said.words if said is not None else ""
    may_change = said is None or said.changed_at is None
    return ThanksView(tuple(names), kept, kept if typed is None else typed, may_change)


def _diagnostics(case: Escalation, errors: Errors) -> DiagnosticsView:
    """What may go along with the next message; boxes stay ticked while a form comes back."""
    items = ticked_items() if request.method == "POST" else {}
    waiting = log_views(waiting_logs(db.session, case), file_store(), lambda id_: _file(case, id_))
    ids = agreed_logs() if request.method == "POST" else frozenset()
    logs = tuple(replace(log, agreed=log.public_id in ids) for log in waiting)
    failed = any(field == "log" for field, _problem in errors)
    return DiagnosticsView(item_views(items), logs, is_open=bool(items or logs or failed))


def _file(case: Escalation, public_id: str) -> str:
    return url_for("escalations.case_file", token=token_of(case), public_id=public_id)


def end_of(case: Escalation) -> EndView | None:
    """How the request ended; None while it is open."""
    if Status(case.status) in OPEN_STATUSES or case.solved_at is None:
        return None
    if case.status == Status.CLOSED:
        return EndView("closed", case.solved_at)
    if case.solution_confirmed_at is not None:
        return EndView("confirmed", case.solution_confirmed_at)
    return EndView("ours", case.solved_at, who=_who_solved(case) or responsible(case))


def _confirm_code(case: Escalation) -> str:
    code = request.values.get("token", "")
    right = public_id_of(code, Purpose.CONFIRM, office().settings.secret_key) == case.public_id
    return code if right else ""


def _contact(case: Escalation) -> ContactView:
    locale = current_locale()
    team = case.queue.names[locale]
    person = case.contact
    service = service_of(db.session, office().organisation, case.queue, now())
    zone = service.plan.zone
    hours = readers_hours(service.plan.spans, locale, zone, now())
    if person is None:
        return ContactView("", team, "", None, hours=hours)
    names = person.name.split()
    own = tuple(Span(*span) for span in spans_of(person))
    absence = absence_of(db.session, person, now())
    return ContactView(
        name=person.name,
        team=team,
        initials="".join(name[0] for name in (names[:1] + names[1:][-1:])),
        picture_url=picture_url(person),
        away=away_words(case, absence, locale, zone, now()) if absence is not None else "",
        hours=readers_hours(own, locale, zone, now()) if own else hours,
    )


def _context(case: Escalation) -> ContextView:
    sent = [line for line in context_lines(db.session, case) if not line.from_message]
    lines = corrected_views(db.session, case, sent)
    attempts, facts, read = by_section(lines)
    files = [entry for entry in case_files(db.session, case) if entry.message_id is None]
    reached = _("by mail at %(email)s", email=case.requester.email or "–")
    if case.channel == "callback":
        reached = _("by phone at %(phone)s, %(time)s", phone=case.phone, time=case.callback_wish)
    return ContextView(
        summary=enclosed(len(attempts), len(facts), len(files)),
        words=case.words,
        attempts=attempts,
        facts=facts,
        read=read,
        files=files_of(case, files),
        reached_by=reached,
    )
