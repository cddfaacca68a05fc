"""What came of the remedies of a flow, counted in its runs."""

from collections.abc import Mapping

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from portal.insights.flow_order_rules import Link, Measured, holds_order
from portal.insights.remedies_queries import timings
from portal.remedies.models import Attempt, Outcome
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.models import FlowRecord, FlowVersion, Run

MOST_VERSIONS = 4
"""So many versions are looked at, the newest: reading one takes its time."""
MOST_RUNS = 5_000
"""So many runs, the newest: more say nothing new, and the page must not grow with them."""
LEAST_MINUTES = 0.25
Counts = Mapping[int, Mapping[str, tuple[int, int]]]
"""(tried, solved) by id of the version and remedy."""


def counts_by_version(session: Session, record: FlowRecord) -> Counts:
    """What was tried in runs of the newest versions and how often it helped. What was done before
    the run could not help any more, and of what nobody said the result nothing is known; neither
    counts. Nor do runs that went over to a newer version on the way."""
    newest = (
        select(FlowVersion.id)
        .where(FlowVersion.flow_id == record.id)
        .order_by(FlowVersion.number.desc())
        .limit(MOST_VERSIONS)
    )
    runs = (
        select(Run.id)
        .where(Run.version_id.in_(list(session.scalars(newest))), Run.moved_at.is_(None))
        .order_by(Run.id.desc())
        .limit(MOST_RUNS)
    )
    query = (
        select(
            Run.version_id,
            Attempt.remedy,
            func.count(),
            func.count().filter(Attempt.outcome == Outcome.SOLVED),
        )
        .join(Attempt, Attempt.journey_id == Run.journey_id)
        .where(
            Run.id.in_(runs),
            Attempt.place == literal("run:") + cast(Run.id, String),
            Attempt.superseded_at.is_(None),
            Attempt.before.is_(False),
            Attempt.outcome != Outcome.UNKNOWN,
        )
        .group_by(Run.version_id, Attempt.remedy)
    )
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for version, remedy, tried, solved in session.execute(query):
        found.setdefault(version, {})[remedy] = (tried, solved)
    return found


def measured(
    session: Session, flow: Flow, chain: tuple[Link, ...], counts: Counts
) -> dict[str, Measured]:
    """The figures of a chain's remedies, from all versions in which they follow each other so."""
    versions = [
        version for version in counts if holds_order(flow_of(_version(session, version)), chain)
    ]
    timed = timings(session)
    found = {}
    for remedy in (link.remedy for link in chain):
        rows = [counts[version].get(remedy, (0, 0)) for version in versions]
        minutes = timed[remedy].minutes if remedy in timed else flow.remedies[remedy].minutes
        found[remedy] = Measured(
            tried=sum(tried for tried, _ in rows),
            solved=sum(solved for _, solved in rows),
            minutes=max(float(minutes), LEAST_MINUTES),
        )
    return found


def _version(session: Session, id_: int) -> FlowVersion:
    return session.get_one(FlowVersion, id_)
