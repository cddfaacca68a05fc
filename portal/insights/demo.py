"""Visitors of the demo: who searched for what in the last weeks, and what came of it.

They begin flows and open no article: what nobody really read must not move the search's order.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.journeys.models import Journey, JourneyEvent
from portal.remedies.models import Attempt, Origin, Outcome

SEED = 2026
DAYS = 30
VISITS_A_DAY = 11


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions of one kind. The share `opened` of those who asked began the help that was found,
    and half of them say that it solved their problem. `weight`: how often it is asked against the
    others, growing or fading by `drift` over the time."""

    questions: tuple[str, ...]
    opened: float = 0.0
    hits: int = 9
    locale: str = "de"
    weight: float = 1.0
    drift: float = 0.0


THEMES = (
    Theme(("E-Mail senden geht nicht", "Mails lassen sich nicht senden"), opened=0.8, weight=4),
    Theme(("WLAN langsam", "WLAN schwach", "Funknetz bricht ab"), opened=0.7, weight=3),
    Theme(("Internet geht nicht", "kein Internet"), opened=0.75, weight=3),
    Theme(("Passwort vergessen", "Kennwort vergessen"), opened=0.85, weight=3),
    Theme(("Rechnung verstehen", "was bedeutet meine Rechnung"), opened=0.65, weight=2),
    Theme(("Outlook einrichten",), opened=0.9, weight=2),
    Theme(("eSIM", "eSIM aktivieren", "eSIM QR-Code"), hits=0, weight=2, drift=1.2),
    Theme(("Fax", "Fax einrichten"), hits=0, drift=-0.6),
    Theme(("Teams", "Teams Anmeldung"), hits=0),
    Theme(("Umzug", "Umzug melden"), opened=0.1, weight=1.5),
    Theme(("Bankverbindung ändern", "IBAN ändern"), opened=0.15, weight=1.5, drift=0.5),
    Theme(("Kalender synchronisieren",), hits=4),
    Theme(("cannot send email", "mail not sending"), opened=0.8, locale="en", weight=1.5),
    Theme(("wifi slow",), opened=0.7, locale="en"),
    Theme(("esim", "activate esim"), hits=0, locale="en", drift=0.8),
)


def add_demo_searches(session: Session, *, now: datetime) -> None:
    """Some hundred journeys, always the same ones counted from `now`. Flushes, does not commit."""
    chance = random.Random(SEED)  # noqa: S311 - a demo keeps no secret
    visits = list(_visits(chance, now))
    journeys = [Journey(locale=theme.locale, started_at=at, seen_at=at) for at, theme in visits]
    session.add_all(journeys)
    session.flush()
    for (at, theme), journey in zip(visits, journeys, strict=True):
        details = {"hits": theme.hits, "lang": theme.locale}
        _add(session, journey, "searched", chance.choice(theme.questions), at, details)
        if chance.random() < theme.opened:
            _help(session, chance, journey, at + timedelta(minutes=1))
    session.flush()


def _visits(chance: random.Random, now: datetime) -> Iterator[tuple[datetime, Theme]]:
    for day in reversed(range(DAYS)):
        passed = 1 - day / DAYS
        weights = [max(theme.weight * (1 + theme.drift * (passed - 0.5)), 0.1) for theme in THEMES]
        for theme in chance.choices(THEMES, weights, k=VISITS_A_DAY + chance.randrange(-2, 3)):
            yield now - timedelta(days=day, minutes=chance.randrange(5, 360)), theme


def _help(session: Session, chance: random.Random, journey: Journey, at: datetime) -> None:
    _add(session, journey, "started", "", at, {})
    if chance.random() < 0.5:
        session.add(
            Attempt(
                journey_id=journey.id,
                remedy="device.restart",
                outcome=Outcome.SOLVED,
                origin=Origin.FLOW,
                before=False,
                title="",
                at=at + timedelta(minutes=chance.randrange(3, 30)),
            )
        )


def _add(
    session: Session,
    journey: Journey,
    kind: str,
    text: str,
    at: datetime,
    details: dict[str, object],
) -> None:
    session.add(JourneyEvent(journey_id=journey.id, at=at, kind=kind, text=text, details=details))
