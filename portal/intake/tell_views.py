"""The field in which customers tell what happened."""

from collections.abc import Mapping

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response as AnyResponse

from portal.core.db import db
from portal.core.errors import Conflict, Invalid
from portal.intake.blueprint import blueprint
from portal.intake.forms import read_revision, read_words
from portal.intake.keeping import joined, take_words
from portal.intake.pages import TellPage
from portal.intake.queries import intake_of
from portal.intake.reading import CONTACT, FLOW_PLACE, flow_key, published
from portal.intake.recognising import Recognisers
from portal.journeys.visits import current_journey, greeting, visitor_token
from portal.web.errors import error_response
from portal.web.furniture import furnish
from portal.web.limits import limiter
from portal.web.locale import current_locale
from portal.web.pages import Page, render

PLACES = ("search", CONTACT)


@blueprint.get("")
def tell() -> Response:
    """The field, with what is there already."""
    recognisers: Recognisers = current_app.extensions["lotse.recognisers"]
    recognisers.prepare()
    intake = intake_of(db.session, current_journey(db.session))
    words, revision = (intake.text, intake.revision) if intake else ("", None)
    return private(_page(words, _place(request.args), revision))


@blueprint.post("")
@limiter.limit("60 per hour")
def take() -> AnyResponse:
    """Keep the text, then show what we make of it. A text from a page that did not show the one
    which is there already joins it."""
    typed, place = read_words(request.form), _place(request.form)
    revision = read_revision(request.form)
    try:
        if typed and not visitor_token():
            raise Invalid(
                "Your browser has sent back no cookie, so we cannot keep your text from one page "
                "to the next. Press “Continue” once more. If that does not help, talk to a person: "
                "your text goes along."
            )
        take_words(typed, place, revision)
    except (Invalid, Conflict) as error:
        intake = intake_of(db.session, current_journey(db.session))
        words = joined(intake, typed, revision)
        page = _page(
            words,
            place,
            intake.revision if intake else None,
            [("words", _(error.message, **error.parameters))],
        )
        return private(page, error.status)
    return redirect(url_for(".understood"), 303)


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> Response:
    """What was typed stays in the field."""
    if request.endpoint != "intake.take":
        return error_response(429, _("That was a lot at once. Wait an hour, then try again."))
    message = _("That was a lot at once. Wait an hour, or talk to a person: your text goes along.")
    page = _page(
        read_words(request.form),
        _place(request.form),
        read_revision(request.form),
        [("words", message)],
    )
    return private(page, 429)


def private(page: Page, status: int = 200) -> Response:
    """The page for this browser alone, which gets its cookie now if it has none."""
    furnish(canonical_url=None, alternates=(), indexable=False)
    response = render(page, status)
    if not visitor_token() and "Set-Cookie" not in response.headers:
        response.headers.extend(greeting())
    return response


def _page(
    words: str, place: str, revision: int | None, errors: list[tuple[str, str]] | None = None
) -> TellPage:
    flow = published(db.session, flow_key(place))
    back_url = url_for("helpcenter.home")
    if flow is not None:
        back_url = url_for("troubleshooter.start", key=flow.id)
    elif place == CONTACT:
        back_url = url_for("escalations.contact")
    return TellPage(
        title=_("What happened, and what have you already tried?"),
        words=words,
        place=place,
        flow=flow.title[current_locale()] if flow else "",
        revision=revision,
        back_url=back_url,
        errors=errors or [],
    )


def _place(given: Mapping[str, str]) -> str:
    """Where somebody comes from; what we do not know is left out."""
    place = given.get("place", "")
    key = flow_key(place)
    if key and published(db.session, key) is not None:
        return f"{FLOW_PLACE}{key}"
    return place if place in PLACES else ""
