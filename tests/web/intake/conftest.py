"""A portal with one flow, and a recogniser that hears what a test tells it to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from portal.core.db import db
from portal.intake.recognising import Recognition
from portal.intake.understanding import Claimed
from portal.journeys.models import Journey
from portal.journeys.queries import facts
from portal.remedies.catalogue import catalogue
from portal.remedies.queries import attempts
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import flow_of
from tests.web.content import NOW
from tests.web.page_client import Page, PageClient
from tests.web.running_flows import publish_flow

PASSWORD, ROUTER = "mail.reenter_password", "router.restart"
SAID = "Das Passwort habe ich neu eingetragen"
MAYBE = "am Router war ich auch"
TEXT = (
    f"Seit Freitag bleibt jede Mail im Postausgang. {SAID}, bringt nichts, {MAYBE}. "
    "Kundennummer 204 183, Fehler 0x80042109."
)


@dataclass
class Hearing:
    """Stands for the recognisers: weights are learnt, and these tests are about the pages."""

    heard: dict[str, tuple[str, str, bool]] = field(
        default_factory=lambda: {
            SAID: (PASSWORD, "no_change", True),
            MAYBE: (ROUTER, "unknown", False),
        }
    )

    def prepare(self) -> None:
        """Needs nothing."""

    def recognise(self, text: str, *, lang: str, flows: Sequence[Flow] = ()) -> Recognition:
        claims = [
            Claimed(
                remedy, catalogue()[remedy].titles[lang], outcome, quote, at, at + len(quote), sure
            )
            for quote, (remedy, outcome, sure) in self.heard.items()
            if (at := text.find(quote)) >= 0
        ]
        return Recognition(tuple(sorted(claims, key=lambda claim: claim.start)), by_words=False)


@pytest.fixture
def hearing(app) -> Hearing:
    """What is recognised; a test may change it."""
    hearing = Hearing()
    app.extensions["lotse.recognisers"] = hearing
    return hearing


@pytest.fixture
def flow(changing, hearing) -> Flow:
    """The sample flow, published."""
    with changing() as session:
        return flow_of(publish_flow(session, now=NOW))


@pytest.fixture
def understood(pages, flow) -> Page:
    """What was understood of the text."""
    return tell(pages)


def tell(pages: PageClient, text: str = TEXT, lang: str = "de", **fields: object) -> Page:
    """Write the text and send it."""
    page = pages.get(f"/{lang}/intake")
    return pages.press(page, {"de": "Weiter", "en": "Continue"}[lang], words=text, **fields)


def agree(pages: PageClient, page: Page, **fields: object) -> Page:
    """Confirm what stands on the page, with changes as `did__remedy="no"`."""
    return pages.press(page, "Stimmt so, weiter", **fields)


def tried(app) -> dict[str, tuple[str, str, bool]]:
    """Present attempts of the only journey: remedy to outcome, origin, before."""
    with app.app_context():
        rows = attempts(db.session, db.session.query(Journey).one())
        return {row.remedy: (row.outcome, row.origin, row.before) for row in rows}


def known(app) -> dict[str, str]:
    """The facts of the only journey."""
    with app.app_context():
        return dict(facts(db.session, db.session.query(Journey).one()))
