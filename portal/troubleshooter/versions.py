"""Which versions a run goes by: those it is pinned to, and the newest that are offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.troubleshooter.definition import Call, Flow
from portal.troubleshooter.flows import PUBLISHED, flow_of
from portal.troubleshooter.models import FlowRecord, FlowVersion, Run


@dataclass(frozen=True, slots=True)
class Versions:
    """A flow and those that it calls, each in one version. `ids` are those of all of them."""

    version: FlowVersion
    flow: Flow
    called: Mapping[str, Flow]
    ids: frozenset[int]


def pinned_versions(session: Session, run: Run) -> Versions:
    """What the run went by at its last move, or when it began."""
    return _versions(session, run.version, run.moved_at or run.started_at)


def newest_versions(session: Session, run: Run, pinned: Versions) -> Versions:
    """What customers who start now get; `pinned` itself if that is the same. A flow that is
    offered no more stays as the run knows it."""
    states = select(FlowRecord.state, FlowRecord.current_id)
    state, current_id = session.execute(states.where(FlowRecord.id == run.version.flow_id)).one()
    version = run.version
    if state == PUBLISHED and current_id not in (None, version.id):
        version = session.get_one(FlowVersion, current_id)
    elif not _calls(pinned.flow):
        return pinned
    newest = _versions(session, version, None)
    missing = {key: flow for key, flow in pinned.called.items() if key not in newest.called}
    if newest.ids <= pinned.ids:
        return pinned
    called = {**missing, **newest.called} if version is run.version else newest.called
    return Versions(newest.version, newest.flow, called, newest.ids)


def called_flows(session: Session, flow: Flow, at: datetime | None = None) -> dict[str, Flow]:
    """The flows that this one calls, as they are now, or were at a time."""
    return {key: flow_of(version) for key, version in _called(session, flow, at).items()}


def _versions(session: Session, version: FlowVersion, at: datetime | None) -> Versions:
    flow = flow_of(version)
    called = _called(session, flow, at)
    ids = frozenset({version.id, *(each.id for each in called.values())})
    return Versions(version, flow, {key: flow_of(each) for key, each in called.items()}, ids)


def _called(session: Session, flow: Flow, at: datetime | None) -> dict[str, FlowVersion]:
    keys = _calls(flow)
    if not keys:
        return {}
    query = (
        select(FlowRecord.key, FlowVersion.id)
        .join(FlowRecord, FlowRecord.id == FlowVersion.flow_id)
        .where(FlowRecord.key.in_(keys))
        .order_by(FlowVersion.number)
    )
    if at is None:
        current = FlowRecord.current_id == FlowVersion.id
        query = query.where(current, FlowRecord.state == PUBLISHED)
    else:
        query = query.where(FlowVersion.created_at <= at)
    newest = dict(session.execute(query).all())
    return {key: session.get_one(FlowVersion, id_) for key, id_ in newest.items()}


def _calls(flow: Flow) -> set[str]:
    return {step.flow for step in flow.steps.values() if isinstance(step, Call)}
