"""How many runs went along each edge of a flow: read from what `edge_count_job` has counted, so
that it takes as long with many runs as with few."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.troubleshooter.definition import Flow
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.models import EdgeCount
from portal.troubleshooter.position import Answers, Position, Walked
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.walk import within

WEEKS = 13
"""So many whole weeks are shown beside the present one; journeys are kept about as long."""


def first_week(now: datetime) -> date:
    """The Monday from which on runs are shown."""
    return week_of(now) - timedelta(weeks=WEEKS)


def week_of(moment: datetime) -> date:
    """The Monday of a moment's week (UTC)."""
    day = moment.date()
    return day - timedelta(days=day.weekday())


def edge_counts(
    session: Session, flows: Mapping[int, Flow], *, now: datetime
) -> dict[int, Traffic]:
    """What was counted for flows, by their ids in the database. Steps that a flow has renamed are
    called as they are today."""
    since = first_week(now)
    query = (
        select(
            EdgeCount.flow_id,
            EdgeCount.source,
            EdgeCount.key,
            EdgeCount.target,
            func.sum(EdgeCount.runs),
        )
        .where(EdgeCount.flow_id.in_(sorted(flows)), EdgeCount.week >= since)
        .group_by(EdgeCount.flow_id, EdgeCount.source, EdgeCount.key, EdgeCount.target)
    )
    found: dict[int, dict[Walked, int]] = {flow_id: defaultdict(int) for flow_id in flows}
    today = {flow_id: _names_of_today(flow) for flow_id, flow in flows.items()}
    for flow_id, source, key, target, runs in session.execute(query):
        names = today[flow_id]
        edge = Walked(names.get(source, source), key, names.get(target, target))
        found[flow_id][edge] += runs
    return {flow_id: Traffic(since, runs) for flow_id, runs in found.items()}


def edges_walked(standing: Standing) -> set[tuple[str, Walked]]:
    """Every edge that a run has taken, with the id of its flow; each once, also in a loop."""
    position = standing.way.position
    flow, called = standing.flow, standing.called
    found = {(flow.id, edge) for edge in position.walked}
    for inner, walk in _called_walks(standing, position, called):
        found |= {(inner.id, edge) for edge in walk.walked}
    return found


def _called_walks(
    standing: Standing, position: Position, called: Mapping[str, Flow]
) -> Iterator[tuple[Flow, Position]]:
    replies: Answers = standing.replies
    for entry in position.passed:
        inner = called.get(getattr(entry.step, "flow", ""))
        if inner is not None:
            answers = within(replies, f"{entry.key}:")
            yield inner, resolve(inner, answers, standing.tried, standing.facts)
    inner = called.get(getattr(position.step, "flow", ""))
    if inner is not None and position.inner is not None:
        yield inner, position.inner


def _names_of_today(flow: Flow) -> dict[str, str]:
    return {old: step.id for step in flow.steps.values() for old in step.renamed_from}
