"""Reading a text with all that this portal knows: its search, its catalogue, its flows."""

from flask import current_app
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.organisation import Organisation
from portal.intake.facts import stated_facts
from portal.intake.problems import fitting
from portal.intake.recognising import Recognisers
from portal.intake.understanding import Understanding
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
    fits = fitting(
        session,
        extensions["lotse.search"](),
        text,
        locale=locale,
        reader=ANONYMOUS,
        sources=extensions["lotse.sources"],
    )
    keys = tuple(dict.fromkeys([*_key(place), *fits.flows]))
    flows = [flow for key in keys if (flow := published(session, key)) is not None]
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


def published(session: Session, key: str) -> Flow | None:
    """The flow that a customer may start under this key."""
    version = published_flow(session, key) if key else None
    return flow_of(version) if version is not None else None


def flow_key(place: str) -> str:
    """The key of the flow where a text was written; "" elsewhere."""
    return next(iter(_key(place)), "")


def _key(place: str) -> tuple[str, ...]:
    return (place.removeprefix(FLOW_PLACE),) if place.startswith(FLOW_PLACE) else ()
