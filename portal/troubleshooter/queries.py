"""Reading runs: who may see one, what was answered and tried, and where it stands."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.journeys.models import Journey
from portal.journeys.operations import token_hash
from portal.journeys.queries import facts
from portal.remedies.models import Attempt, Outcome
from portal.remedies.queries import attempts
from portal.troubleshooter.definition import Flow, FlowRemedy
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.giving_up import gives_up
from portal.troubleshooter.models import FlowDraft, FlowRecord, FlowVersion, Run, RunAnswer
from portal.troubleshooter.moving import Changed, carried_key, carried_reply, changes
from portal.troubleshooter.position import Tried, Wanted
from portal.troubleshooter.versions import Versions, newest_versions, pinned_versions
from portal.troubleshooter.waiting import waited_until
from portal.troubleshooter.walk import Place, Way, way_of

TOKEN_LENGTH = 40
WENT_ON = "~went_on"
"""Under which stands after how many remedies without effect the customer chose to go on. No step
has a `~` before its id, so no replay takes it for an answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A run with all that decides where it stands. `answers` are the present rows by answer key,
    also those that lie dormant, `replies` what they say; `attempts` the journey's by remedy,
    without those so old that the flow proposes the remedy again: these are `long_ago`. `moved` is
    set where the flow was published anew, until the next act. `agent_id` is who looks at it for
    the customer."""

    run: Run
    flow: Flow
    called: Mapping[str, Flow]
    answers: Mapping[str, RunAnswer]
    replies: Mapping[str, tuple[str, ...]]
    attempts: Mapping[str, Attempt]
    long_ago: Mapping[str, Attempt]
    facts: Mapping[str, str]
    way: Way
    moved: "Moved | None" = None
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
        way = way_of(self.flow, self.replies, attempts, self.facts, self.called)
        return replace(self, way=way)


@dataclass(frozen=True, slots=True)
class Moved:
    """The version that a run goes over to, and which replies do not hold there. `before` is the
    way in the version before."""

    version: FlowVersion
    before: Way
    changes: tuple[Changed, ...]


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
    """Replay the run: what was answered and tried says where it stands.

    A run that goes on follows its flow to the newest version that customers are offered (see
    moving.py); that it did is kept with its next act.
    """
    journey = session.get_one(Journey, run.journey_id)
    pinned = pinned_versions(session, run)
    newest = newest_versions(session, run, pinned) if run.ended_at is None else pinned
    rows = answers(session, run)
    replies = {key: tuple(row.value) for key, row in rows.items()}
    known = facts(session, journey)
    tried: dict[str, Attempt] = {}
    long_ago: dict[str, Attempt] = {}
    for row in attempts(session, journey):
        old = any(
            is_out_of_date(row, run, each.remedies.get(row.remedy), now)
            for each in (newest.flow, *newest.called.values())
        )
        (long_ago if old else tried)[row.remedy] = row
    said = tried_in(run, tried.values())
    moved = None
    if newest is not pinned:
        before = way_of(pinned.flow, replies, said, known, pinned.called)
        rows, replies = _carried(rows, newest)
    way = way_of(newest.flow, replies, said, known, newest.called)
    if newest is not pinned:
        moved = Moved(newest.version, before, changes(before, way, newest.flow, newest.called))
    return Standing(
        run, newest.flow, newest.called, rows, replies, tried, long_ago, known, way, moved
    )


def _carried(
    rows: Mapping[str, RunAnswer], newest: Versions
) -> tuple[dict[str, RunAnswer], dict[str, tuple[str, ...]]]:
    """The rows under the keys that they have now, and what they say now. Where two would come
    under one key, the one that had it already wins."""
    found: dict[str, RunAnswer] = {}
    for key, row in sorted(rows.items(), key=lambda entry: entry[1].id):
        now_key = carried_key(key, newest.flow, newest.called)
        if key == now_key or now_key not in rows:
            found[now_key] = row
    replies = {
        key: carried_reply(key, row.value, newest.flow, newest.called) for key, row in found.items()
    }
    return found, replies


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
