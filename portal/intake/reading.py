"""Reading a text with all that this portal knows: its search, its catalogue, its flows."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.organisation import Organisation
from portal.intake.facts import stated_facts
from portal.intake.problems import Fitting, fitting
from portal.intake.recognising import Recognisers
from portal.intake.understanding import Claimed, Understanding
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import flow_of, published_flow
from portal.web.access import ANONYMOUS
from portal.web.locale import current_locale, current_time_zone

FLOW_PLACE = "flow:"
CONTACT = "contact"


def understand(session: Session, text: str, place: str) -> Understanding:
    """What the text says, for the reader of this request. Call it outside of a write transaction:
    it may ask the embedder."""
    extensions, locale = current_app.extensions, current_locale()
    organisation: Organisation = extensions["lotse.organisation"]
    recognisers: Recognisers = extensions["lotse.recognisers"]

    def fits_to(words: str) -> Fitting:
        return fitting(
            session,
            extensions["lotse.search"](),
            words,
            locale=locale,
            reader=ANONYMOUS,
            sources=extensions["lotse.sources"],
        )

    here = [flow for key in _key(place) if (flow := published(session, key)) is not None]
    recognition = recognisers.recognise(text, lang=locale, flows=here)
    # What somebody did about it would lead astray: who restarted the router may not get any mail.
    problem = without(text, recognition.attempts)
    fits = fits_to(problem)
    if not fits.flows and problem != text:
        fits = fits_to(text)
    keys = tuple(dict.fromkeys([*_key(place), *fits.flows]))
    flows = [flow for key in keys if (flow := published(session, key)) is not None]
    if any(remedy.local for flow in flows for remedy in flow.remedies.values()):
        recognition = recognisers.recognise(text, lang=locale, flows=flows)
    facts = stated_facts(
        text,
        locale=locale,
        now=now().astimezone(current_time_zone()),
        customer_number=organisation.customer_number,
    )
    return Understanding(
        attempts=recognition.attempts,
        facts=facts,
        flows=tuple(flow.id for flow in flows),
        articles=fits.articles,
        sure=fits.sure,
        by_words=recognition.by_words,
    )


def without(text: str, attempts: Iterable[Claimed]) -> str:
    """The text without the words that surely say what was tried."""
    sure = [attempt for attempt in attempts if attempt.likely]
    for attempt in sorted(sure, key=lambda attempt: attempt.start, reverse=True):
        text = f"{text[: attempt.start]} … {text[attempt.end :]}"
    return text


def published(session: Session, key: str) -> Flow | None:
    """The flow that a customer may start under this key."""
    version = published_flow(session, key) if key else None
    return flow_of(version) if version is not None else None


def flow_key(place: str) -> str:
    """The key of the flow where a text was written; "" elsewhere."""
    return next(iter(_key(place)), "")


def _key(place: str) -> tuple[str, ...]:
    return (place.removeprefix(FLOW_PLACE),) if place.startswith(FLOW_PLACE) else ()
