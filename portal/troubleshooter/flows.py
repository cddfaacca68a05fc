"""The flows of this portal: brought in from files, kept as versions, read back as data."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.quick_reads import Reading
from portal.knowledge.publication_operations import enqueue_sources
from portal.remedies.catalogue import catalogue
from portal.troubleshooter.definition import End, Flow
from portal.troubleshooter.models import FlowRecord, FlowVersion
from portal.troubleshooter.parsing import parse_flow
from portal.troubleshooter.problems import FlowError
from portal.troubleshooter.remedy_parsing import with_stand_ins
from portal.troubleshooter.text_files import with_text_files

LIBRARY = Path(__file__).with_name("library")
PUBLISHED, ARCHIVED = "published", "archived"
ENOUGH_SHARED = 2

log = structlog.get_logger()


def sync_flows(session: Session, folder: Path, *, now: datetime) -> None:
    """Bring in the flow files of `folder` that are new or have changed; does not commit.

    A file that cannot be used is logged and left out: the portal starts, and what it had before
    goes on. A flow that somebody withdrew stays withdrawn when its file changes; of one that has a
    text of its own by now, the file's text becomes a version to compare with, no more.
    """
    for file in sorted(folder.glob("*.yaml")):
        try:
            source = with_text_files(file.read_text(encoding="utf-8"), folder / "text")
            flow = parsed(source)
        except (FlowError, UnicodeDecodeError) as error:
            log.error("flow.unusable", file=file.name, error=str(error))
            continue
        record = session.scalar(select(FlowRecord).where(FlowRecord.key == flow.id))
        if record is not None and record.current is not None and not record.current.shipped:
            _version(session, record, flow, source, None, shipped=True, now=now)
        else:
            store_flow(session, flow, source, shipped=True, now=now)


def store_flow(
    session: Session,
    flow: Flow,
    source: str,
    *,
    author_id: int | None = None,
    shipped: bool = False,
    now: datetime,
) -> FlowRecord:
    """Make `source` the current version of its flow; the same text again changes nothing.
    `author_id`: who published it in the portal, None for a file; `shipped`: one of Lotse's."""
    digest = digest_of(source)
    record = session.scalar(select(FlowRecord).where(FlowRecord.key == flow.id))
    if record is None:
        record = FlowRecord(key=flow.id, state=flow.status, changed_at=now)
        session.add(record)
        session.flush()
    elif record.current is not None and record.current.digest == digest:
        return record
    elif record.state != ARCHIVED:
        record.state = flow.status
    record.current = _version(session, record, flow, source, author_id, shipped=shipped, now=now)
    _changed(session, record, f"flow.{record.state}", actor_id=author_id, now=now)
    return record


def digest_of(source: str) -> str:
    """Two versions with the same digest have the same text."""
    return hashlib.sha256(source.encode()).hexdigest()


def change_state(
    session: Session, record: FlowRecord, state: str, *, actor_id: int | None, now: datetime
) -> None:
    """Publish or withdraw; runs that are under way go on with their version."""
    if record.state == state:
        return
    record.state = state
    _changed(session, record, f"flow.{state}", actor_id=actor_id, now=now)


def flow_of(version: FlowVersion) -> Flow:
    """What a version says; parsed once in a process."""
    return parsed(version.source)


@lru_cache(maxsize=128)
def parsed(source: str) -> Flow:
    """The flow of a file's text, also where the catalogue has moved on; raises FlowError."""
    return with_stand_ins(parse_flow(source, catalogue=catalogue()))


def published_flows(session: Session) -> list[Flow]:
    """What customers may start, by key. There are as many flows as somebody has written."""
    return _flows(session.scalars(_current().where(FlowRecord.state == PUBLISHED)))


def published_flow(session: Session, key: str) -> FlowVersion | None:
    """The version that a customer who starts now gets, or None."""
    mine = (FlowRecord.state == PUBLISHED, FlowRecord.key == key)
    return session.scalar(_current().where(*mine))


def fitting_flows(
    session: Session, articles: Collection[str] = (), remedies: Collection[str] = ()
) -> list[Flow]:
    """Published flows about the same as some articles, the best first: they lead to one of them,
    or propose two or more of the same remedies."""
    found = []
    for flow in published_flows(session):
        named = any(isinstance(end, End) and end.article in articles for end in flow.steps.values())
        shared = len(set(remedies) & set(flow.remedies))
        if named or shared >= ENOUGH_SHARED:
            found.append((not named, -shared, flow.id, flow))
    return [flow for *_rank, flow in sorted(found, key=lambda entry: entry[:3])]


def flows_version(reading: Reading) -> tuple[object, ...]:
    """Something that changes whenever a page could name other flows."""
    return tuple(tuple(row) for row in reading.execute(_STATES).all())


def unpublished_keys(session: Session) -> list[str]:
    """Flows that nobody may start."""
    return list(session.scalars(select(FlowRecord.key).where(FlowRecord.state != PUBLISHED)))


def _flows(versions: Iterable[FlowVersion]) -> list[Flow]:
    return [flow_of(version) for version in versions]


def _current() -> Select[FlowVersion]:
    return (
        select(FlowVersion)
        .join(FlowRecord, FlowRecord.current_id == FlowVersion.id)
        .order_by(FlowRecord.key)
    )


def _version(
    session: Session,
    record: FlowRecord,
    flow: Flow,
    source: str,
    author_id: int | None,
    *,
    shipped: bool,
    now: datetime,
) -> FlowVersion:
    """The version with this text; an older text that comes back is the older version."""
    digest = digest_of(source)
    mine = FlowVersion.flow_id == record.id
    known = session.scalar(select(FlowVersion).where(mine, FlowVersion.digest == digest))
    if known is not None:
        return known
    last = session.scalar(select(func.max(FlowVersion.number)).where(mine)) or 0
    version = FlowVersion(
        flow_id=record.id,
        number=max(last + 1, flow.version),
        source=source,
        digest=digest,
        created_at=now,
        author_id=author_id,
        shipped=shipped,
    )
    session.add(version)
    session.flush()
    return version


def _changed(
    session: Session, record: FlowRecord, event: str, *, actor_id: int | None, now: datetime
) -> None:
    record.changed_at = now
    session.flush()
    record_event(session, event, f"flow:{record.id}", actor_id=actor_id, now=now)
    enqueue_sources(session, now=now)


_table = FlowRecord.__table__.c
_STATES = select(_table.id, _table.state, _table.current_id).order_by(_table.id)
