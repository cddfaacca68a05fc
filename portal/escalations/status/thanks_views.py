"""Saying thank you, and reading it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, PortalError
from portal.escalations.blueprint import blueprint
from portal.escalations.desk_blueprint import blueprint as desk
from portal.escalations.lengths import typed_text
from portal.escalations.rules import spoken
from portal.escalations.status.page import status_response
from portal.escalations.status.thanking import received, thank
from portal.escalations.status.views import ADDRESS, case_of
from portal.web.access import Permission, current_reader, requires
from portal.web.limits import limiter
from portal.web.pages import Page, render

THANKS = "20 per hour"


@dataclass(frozen=True, slots=True)
class ThanksLine:
    """Words of a customer, for one of those who helped."""

    at: datetime
    name: str
    number: str
    url: str
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksPage(Page):
    """What customers wrote to the reader; nobody else sees this list."""

    template: ClassVar[str] = "cases/thanks.html"

    lines: tuple[ThanksLine, ...]


@blueprint.post(f"{ADDRESS}/thanks")
@limiter.limit(THANKS)
def say_thanks(token: str) -> AnyResponse:
    """Words to those who helped; to be changed once."""
    case = case_of(token)
    words = typed_text(request.form.get("thanks", ""))
    try:
        with transaction(db.session) as session:
            thank(session, case, words, now=now())
    except PortalError as error:
        shown = case.solution_confirmed_at is not None
        where = "thanks" if shown and isinstance(error, Invalid) else ""
        errors = [(where, _(error.message, **error.parameters))]
        return status_response(case, errors=errors, status=error.status, thanks=words)
    return redirect(url_for("escalations.status", token=token, notice="thanked"), 303)


@desk.get("/thanks")
@requires(Permission.HANDLE_CASES)
def thanks() -> AnyResponse:
    """What customers wrote to the reader."""
    lines = tuple(
        ThanksLine(
            at=one.thanks.changed_at or one.thanks.at,
            name=one.case.name,
            number=spoken(one.case.number),
            url=url_for("cases.show", public_id=one.case.public_id),
            words=one.thanks.words,
            language=one.case.locale,
        )
        for one in received(db.session, current_reader())
    )
    response = render(ThanksPage(title=_("Thanks"), lines=lines))
    response.headers["Cache-Control"] = "no-store"
    return response
