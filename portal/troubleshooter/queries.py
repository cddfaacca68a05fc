"""Reading runs: who may see one, what was answered and tried, and where it stands."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.journeys.models import Journey
from portal.journeys.operations import token_hash
from portal.journeys.queries import facts
from portal.remedies.models import Attempt, Outcome
from portal.remedies.queries import attempts
from portal.troubleshooter.definition import Call, Flow, FlowRemedy
from portal.troubleshooter.flows import PUBLISHED, flow_of
from portal.troubleshooter.giving_up import gives_up
from portal.troubleshooter.models import FlowDraft, FlowRecord, FlowVersion, Run, RunAnswer
from portal.troubleshooter.position import Tried, Wanted
from portal.troubleshooter.waiting import waited_until
from portal.troubleshooter.walk import Place, Way, way_of

TOKEN_LENGTH = 40
WENT_ON = "~went_on"
"""Under which stands after how many remedies without effect the customer chose to go on. No step
has a `~` before its id, so no replay takes it for an answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A run with all that decides where it stands. `answers` are the present rows by answer key,
    also those that lie dormant; `attempts` the journey's by remedy, without those so old that the
    flow proposes the remedy again: these are `long_ago`. `agent_id` is who looks at it for the
    customer."""

    run: Run
    flow: Flow
    called: Mapping[str, Flow]
    answers: Mapping[str, RunAnswer]
    attempts: Mapping[str, Attempt]
    long_ago: Mapping[str, Attempt]
    facts: Mapping[str, str]
    way: Way
    agent_id: int | None = None

    @property
    def gives_up(self) -> bool:
        """Has so much been without effect that a person is offered before the next step?"""
        row = self.answers.get(WENT_ON)
        return gives_up(self.way, int(row.value[0]) if row is not None else 0)

    def waits_until(self, place: Place) -> datetime | None:
        """The moment from which it is worth looking whether the remedy there has helped."""
        if place.key != self.way.here.key or self.way.wants is not Wanted.WAITING:
            return None
        row = self.answers.get(place.key)
        return waited_until(row.value) if row is not None else None

    @property
    def tried(self) -> dict[str, Tried]:
        """What the replay is told of the attempts."""
        return tried_in(self.run, self.attempts.values())

    def is_passed_by(self, place: Place) -> bool:
        """Is a remedy proposed there that nobody can describe any more, and nobody tried?"""
        remedy = place.remedy
        return remedy is not None and remedy.gone and remedy.id not in self.attempts

    def if_tried(self, remedy: str, outcome: str) -> "Standing":
        """Where the run would stand if this came of a remedy."""
        attempts = {**self.tried, remedy: Tried(outcome, here=True)}
        way = way_of(self.flow, given(self.answers), attempts, self.facts, self.called)
        return replace(self, way=way)


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run of a journey, for whoever tells about it. `token` opens it, "" if it cannot be told
    any more (the portal's secret key has changed)."""

    run: Run
    flow: Flow
    token: str


def run_token(secret_key: str, journey: Journey, number: int) -> str:
    """The token of a journey's `number`-th run: 160 bits (HMAC-SHA256) that the owner can be told
    again, while the table holds its hash alone."""
    message = f"run:{journey.public_id}:{number}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:TOKEN_LENGTH]


def run_by_token(session: Session, token: str) -> Run | None:
    """The run whose address holds `token`, or None."""
    query = select(Run).options(joinedload(Run.version)).where(Run.token_hash == token_hash(token))
    return session.scalar(query)


def runs_of(session: Session, journey: Journey) -> list[Run]:
    """The runs of a journey in the order in which they began."""
    query = select(Run).options(joinedload(Run.version)).where(Run.journey_id == journey.id)
    return list(session.scalars(query.order_by(Run.id)))


def run_lines(session: Session, journey: Journey, secret_key: str) -> list[RunLine]:
    """The runs of a journey with what opens them."""
    lines = []
    for number, run in enumerate(runs_of(session, journey)):
        token = run_token(secret_key, journey, number)
        known = run.token_hash == token_hash(token)
        lines.append(RunLine(run, flow_of(run.version), token if known else ""))
    return lines


def answers(session: Session, run: Run) -> dict[str, RunAnswer]:
    """The present answers by step, oldest first."""
    mine = (RunAnswer.run_id == run.id, RunAnswer.superseded_at.is_(None))
    rows = session.scalars(select(RunAnswer).where(*mine).order_by(RunAnswer.id))
    return {row.step: row for row in rows}


def standing(session: Session, run: Run, *, now: datetime) -> Standing:
    """Replay the run: what was answered and tried says where it stands."""
    journey = session.get_one(Journey, run.journey_id)
    flow = flow_of(run.version)
    called = called_flows(session, flow, run.started_at)
    rows = answers(session, run)
    known = facts(session, journey)
    tried: dict[str, Attempt] = {}
    long_ago: dict[str, Attempt] = {}
    for row in attempts(session, journey):
        old = any(
            is_out_of_date(row, run, each.remedies.get(row.remedy), now)
            for each in (flow, *called.values())
        )
        (long_ago if old else tried)[row.remedy] = row
    way = way_of(flow, given(rows), tried_in(run, tried.values()), known, called)
    return Standing(run, flow, called, rows, tried, long_ago, known, way)


def given(rows: Mapping[str, RunAnswer]) -> dict[str, tuple[str, ...]]:
    """What the replay is told of the answers."""
    return {key: tuple(row.value) for key, row in rows.items()}


def tried_in(run: Run, rows: Iterable[Attempt]) -> dict[str, Tried]:
    """By remedy: the outcome, and whether it was recorded in this run."""
    place = place_of(run)
    return {row.remedy: Tried(row.outcome, here=row.place == place) for row in rows}


def place_of(run: Run) -> str:
    """What attempts of a run name as their place."""
    return place_of_id(run.id)


def place_of_id(run_id: int) -> str:
    """The same by the run's id."""
    return f"run:{run_id}"


def is_out_of_date(row: Attempt, run: Run, remedy: FlowRemedy | None, now: datetime) -> bool:
    """Is the attempt from before this run, and so old that the flow proposes the remedy again?
    What made it worse is never proposed again."""
    if remedy is None or remedy.repeat_after_days is None or row.place == place_of(run):
        return False
    if row.outcome == Outcome.WORSE:
        return False
    return now - row.at >= timedelta(days=remedy.repeat_after_days)


def called_flows(session: Session, flow: Flow, at: datetime | None = None) -> dict[str, Flow]:
    """The flows that this one calls, as they are now, or were at a time."""
    keys = {step.flow for step in flow.steps.values() if isinstance(step, Call)}
    if not keys:
        return {}
    query = (
        select(FlowVersion)
        .join(FlowRecord, FlowRecord.id == FlowVersion.flow_id)
        .where(FlowRecord.key.in_(keys))
        .order_by(FlowVersion.number)
    )
    if at is None:
        query = query.where(FlowRecord.current_id == FlowVersion.id, FlowRecord.state == PUBLISHED)
    else:
        query = query.where(FlowVersion.created_at <= at)
    flows = (flow_of(version) for version in session.scalars(query))
    return {found.id: found for found in flows}


@dataclass(frozen=True, slots=True)
class FlowNumbers:
    """How often a flow was begun, and how its runs ended."""

    runs: int = 0
    solved: int = 0
    escalated: int = 0


def numbers_by_flow(session: Session) -> dict[int, FlowNumbers]:
    """By id of the flow, counted by the database."""
    query = (
        select(
            FlowVersion.flow_id,
            func.count(Run.id),
            func.count(Run.id).filter(Run.ending == "solved"),
            func.count(Run.id).filter(Run.ending == "escalate"),
        )
        .join(Run, Run.version_id == FlowVersion.id)
        .group_by(FlowVersion.flow_id)
    )
    return {row[0]: FlowNumbers(*row[1:]) for row in session.execute(query)}


def flow_records(session: Session) -> list[FlowRecord]:
    """All flows by key, each with its current version."""
    query = select(FlowRecord).options(joinedload(FlowRecord.current)).order_by(FlowRecord.key)
    return list(session.scalars(query))


def draft_states(session: Session) -> dict[str, str]:
    """By key of the flow: the state of the text that is being written."""
    query = select(FlowRecord.key, FlowDraft.state).join(FlowRecord).order_by(FlowRecord.key)
    return {row.key: row.state for row in session.execute(query)}


def flow_record(session: Session, key: str) -> FlowRecord | None:
    """The flow of this key in whatever state, or None."""
    return session.scalar(select(FlowRecord).where(FlowRecord.key == key))
