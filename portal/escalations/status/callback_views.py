"""Arranging a call: the page with its form, which a browser without scripts uses as well."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.escalations.blueprint import blueprint
from portal.escalations.handing_over.callback import Slot, offered, taken
from portal.escalations.handing_over.forms import CallbackForm
from portal.escalations.handing_over.page import field_errors
from portal.escalations.handing_over.pages import EndView, Errors, PromiseView
from portal.escalations.handing_over.review import office
from portal.escalations.models import Escalation
from portal.escalations.promises.operations import open_promise
from portal.escalations.rules import spoken
from portal.escalations.status.addresses import address_of
from portal.escalations.status.calling import arrange_call
from portal.escalations.status.page import end_of
from portal.escalations.status.promised import promise_view
from portal.escalations.status.views import ADDRESS, case_of
from portal.service_hours.queries import service_of
from portal.web.limits import limiter
from portal.web.pages import Page, render

CALLS = "20 per hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPage(Page):
    """The form for a call; `promise` is what it takes the place of, None for a request that has
    ended (`end`)."""

    template: ClassVar[str] = "escalations/callback.html"

    address: str
    number: str
    subject: str
    language: str
    form: CallbackForm
    errors: Errors
    promise: PromiseView | None
    end: EndView | None


@blueprint.get(f"{ADDRESS}/callback")
def ask_for_call(token: str) -> Response:
    """The form, with the phone number that we have of this request."""
    case = case_of(token)
    return _shown(case, None, [])


@blueprint.post(f"{ADDRESS}/callback")
@limiter.limit(CALLS)
def agree_on_call(token: str) -> AnyResponse:
    """The customer wants to be called then."""
    case = case_of(token)
    form = _form(case, request.form)
    slot = next((one for one in _taken(case) if one.value == form.callback_at.data), None)
    if not form.validate() or slot is None:
        return _shown(case, form, field_errors(form), status=422)
    try:
        with transaction(db.session) as session:
            phone = form.phone.data or ""
            arrange_call(session, case, phone, slot, office=office(), now=now())
    except Conflict as error:
        errors = [("", _(error.message, **error.parameters))]
        return _shown(case, form, errors, status=error.status)
    return redirect(url_for("escalations.status", token=token, notice="called"), 303)


def _shown(
    case: Escalation, form: CallbackForm | None, errors: Errors, *, status: int = 200
) -> Response:
    promise = open_promise(db.session, case)
    page = CallbackPage(
        title=_("Arrange a call"),
        address=address_of(case),
        number=spoken(case.number),
        subject=case.subject,
        language=case.locale,
        form=form or _form(case, None),
        errors=errors,
        promise=promise_view(case, promise),
        end=end_of(case),
    )
    return render(page, status)


def _form(case: Escalation, typed: MultiDict[str, str] | None) -> CallbackForm:
    """What was chosen stays chosen, if it can still be taken."""
    every = _taken(case)
    chosen = typed.get("callback_at") if typed is not None else None
    slots = offered(service_of(db.session, office().organisation, case.queue, now()), now())
    late = [slot for slot in every if slot.value == chosen and slot not in slots]
    return CallbackForm(
        typed,
        slots=[(slot.value, slot.label(now())) for slot in (*late, *slots)],
        times={slot.value for slot in every},
        data={"phone": case.phone},
    )


def _taken(case: Escalation) -> list[Slot]:
    return taken(service_of(db.session, office().organisation, case.queue, now()), now())
