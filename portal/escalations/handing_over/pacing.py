"""Who sends too much, or too fast to be a person. What they typed stays in the form."""

import hashlib
from datetime import UTC, datetime

from flask import Response, request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from limits import parse

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.blueprint import blueprint
from portal.escalations.handing_over.forms import RequestForm
from portal.escalations.handing_over.page import review_response
from portal.escalations.handing_over.review import Review, office, open_review, typed_form
from portal.escalations.links import Purpose, public_id_of
from portal.escalations.rules import Pace, pace_of
from portal.web.errors import error_response
from portal.web.uploads import form_is_readable

SEND = "send"
ACTS_OF_A_BROWSER = "120 per hour"
CASES_OF_A_BROWSER = "20 per hour"
CASES_OF_AN_ADDRESS = parse("5 per hour")


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> Response:
    """What was typed stays in the form, and there is another way to reach us. A form with large
    files is not read: nobody makes us work who may not send anything anyway."""
    if request.endpoint != "escalations.hand_over":
        return error_response(429, _("That was a lot at once. Wait an hour, then try again."))
    if not form_is_readable():
        back = _("Go back in your browser: what you typed is still there.")
        return error_response(429, f"{_too_many_cases()} {back}")
    review = open_review(db.session, request.form.get("draft", ""))
    return refused_for_now(review, typed_form(review))


def refused_for_now(review: Review, form: RequestForm) -> Response:
    """The page with what was typed, and how else to reach us."""
    errors = [("", _too_many_cases())]
    return review_response(review, form, editing="words", errors=errors, status=429)


def _too_many_cases() -> str:
    organisation = office().organisation
    return _(
        "That was a lot at once. Wait an hour, call us at %(phone)s or write to %(email)s.",
        phone=organisation.phone,
        email=organisation.email,
    )


def address_key(form: RequestForm) -> str:
    """The mail address, for counting; hashed, since limits keep no personal data."""
    address = (form.email.data or "").lower()
    return f"requester:{hashlib.sha256(address.encode()).hexdigest()}"


def suspicion(review: Review, act: str) -> str:
    """What to tell a visitor who behaves like a script; "" for everybody else (V7)."""
    if request.form.get("website", ""):
        return _("Leave the field “Website” empty and send it again.")
    if act != SEND:
        return ""
    asked = public_id_of(request.form.get("asked", ""), Purpose.FORM, office().settings.secret_key)
    age = None if asked is None else now() - datetime.fromtimestamp(int(asked), UTC)
    pace = pace_of(age, known=review.journey is not None)
    if pace is Pace.STALE:
        return _("This page was open for a long time. Check what you entered and send it again.")
    if pace is Pace.QUICK:
        return _("That was very quick. Check what you entered and send it again.")
    return ""
