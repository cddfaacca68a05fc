"""Customers of the demo who went through flows in the last weeks, so that pictures have numbers and
something can be said about the order of remedies.

They search nothing and open no article: what nobody really read must not move the search's order.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.journeys.operations import new_token, token_hash
from portal.remedies.models import Attempt, Origin
from portal.troubleshooter.definition import (
    COULD_NOT,
    NO_CHANGE,
    SOLVED,
    WORSE,
    Flow,
    FlowRemedy,
    Question,
)
from portal.troubleshooter.flows import flow_of, published_flow, published_flows
from portal.troubleshooter.giving_up import gives_up
from portal.troubleshooter.models import FlowVersion, Run, RunAnswer
from portal.troubleshooter.position import Tried
from portal.troubleshooter.queries import place_of
from portal.troubleshooter.walk import Place, Way, way_of
from portal.troubleshooter.wording import reply_words, say

SEED = 1126
DAYS = 70
LEAVES = 0.05
"""At each step so many close the page."""
HELPS = 0.2
"""So many are helped by a remedy of which nothing else is said."""
LOCALE = "de"


@dataclass(frozen=True, slots=True)
class Told:
    """So many runs of a flow, and which shares of those who came to a step it helped."""

    key: str
    runs: int
    helps: Mapping[str, float] = field(default_factory=dict)


TOLD = (
    Told("internet-slow", 150, {"try_cable": 0.08, "downloads": 0.45, "use_5ghz": 0.35}),
    Told("mail-send-fails", 80),
    Told("ssl-warning", 40, {"clock": 0.5}),
    Told("printer-not-printing", 30),
)


def add_demo_runs(session: Session, *, now: datetime) -> None:
    """Some hundred runs, always the same ones counted from `now`. Flushes, does not commit."""
    chance = random.Random(SEED)  # noqa: S311 - a demo keeps no secret
    called = {flow.id: flow for flow in published_flows(session)}
    for told in TOLD:
        version = published_flow(session, told.key)
        if version is None:
            continue
        for _ in range(told.runs):
            begun = now - timedelta(days=DAYS * chance.random() ** 1.3, minutes=40)
            _Passage(session, chance, told, version, begun).walk(called)
    session.flush()


class _Passage:
    """One customer on their way through a flow."""

    def __init__(
        self,
        session: Session,
        chance: random.Random,
        told: Told,
        version: FlowVersion,
        begun: datetime,
    ) -> None:
        self.session = session
        self.chance = chance
        self.told = told
        self.version = version
        self.at = begun
        self.replies: dict[str, tuple[str, ...]] = {}
        self.tried: dict[str, Tried] = {}
        journey = Journey(locale=LOCALE, started_at=begun, seen_at=begun)
        session.add(journey)
        session.flush()
        self.run = Run(
            token_hash=token_hash(new_token()),
            journey_id=journey.id,
            version_id=version.id,
            locale=LOCALE,
            started_at=begun,
            changed_at=begun,
        )
        session.add(self.run)
        session.flush()

    def walk(self, called: Mapping[str, Flow]) -> None:
        """Go on until an end, or until the customer leaves."""
        flow = flow_of(self.version)
        while True:
            way = way_of(flow, self.replies, self.tried, {}, called)
            if way.here.end is not None:
                self.run.ended_at, self.run.ending = self.at, way.here.end.kind
                return
            if self._leaves(way):
                return
            if way.here.question is not None:
                self._answer(way.here, way.here.question)
            elif way.here.remedy is not None:
                self._try(way.here, way.here.remedy)
            self.run.changed_at = self.at

    def _leaves(self, way: Way) -> bool:
        tired = gives_up(way, 0) and self.chance.random() < 0.6
        return tired or self.chance.random() < LEAVES

    def _answer(self, place: Place, question: Question) -> None:
        self.at += timedelta(seconds=self.chance.randrange(10, 60))
        options = [option.id for option in question.options]
        weights = [1 / (number + 1) for number in range(len(options))]
        value = self.chance.choices(options, weights)[0] if options else "nordwind.example"
        self.replies[place.key] = (value,)
        row = RunAnswer(
            run_id=self.run.id,
            step=place.key,
            value=[value],
            question=question.title[LOCALE],
            label=reply_words(question, (value,), LOCALE),
            at=self.at,
        )
        self.session.add(row)

    def _try(self, place: Place, remedy: FlowRemedy) -> None:
        self.at += timedelta(minutes=remedy.minutes * self.chance.uniform(0.6, 1.8))
        helps = self.told.helps.get(place.step.id, HELPS)
        weights = [helps, 0.85 - helps, 0.02, 0.13]
        [outcome] = self.chance.choices([SOLVED, NO_CHANGE, WORSE, COULD_NOT], weights)
        self.tried[remedy.id] = Tried(outcome, here=True)
        row = Attempt(
            journey_id=self.run.journey_id,
            remedy=remedy.id,
            outcome=outcome,
            origin=Origin.FLOW,
            before=False,
            title=say(remedy.title, LOCALE),
            place=place_of(self.run),
            locale=LOCALE,
            version=self.version.number,
            at=self.at,
        )
        self.session.add(row)
