"""Reading what is being written."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.core.errors import NotFound
from portal.troubleshooter.models import FlowDraft, FlowRecord, FlowVersion
from portal.troubleshooter.queries import flow_record


def record_of(session: Session, key: str) -> FlowRecord:
    """The flow of this key, whatever its state; raises NotFound."""
    record = flow_record(session, key)
    if record is None:
        raise NotFound("There is no flow of this name.")
    return record


def draft_of(session: Session, record: FlowRecord) -> FlowDraft | None:
    """What is being written of the flow, or None."""
    return session.get(FlowDraft, record.id)


def versions_of(session: Session, record: FlowRecord) -> list[tuple[FlowVersion, str]]:
    """All versions of a flow, the newest first, each with who published it ("" for a file)."""
    query = (
        select(FlowVersion, Person.name)
        .outerjoin(Person, Person.id == FlowVersion.author_id)
        .where(FlowVersion.flow_id == record.id)
        .order_by(FlowVersion.number.desc())
    )
    return [(version, name or "") for version, name in session.execute(query)]


def version_of(session: Session, record: FlowRecord, number: int) -> FlowVersion:
    """One version of a flow; raises NotFound."""
    mine = (FlowVersion.flow_id == record.id, FlowVersion.number == number)
    version = session.scalar(select(FlowVersion).where(*mine))
    if version is None:
        raise NotFound("There is no such version.")
    return version


def author_name(session: Session, person_id: int | None) -> str:
    """Who wrote something, "" if nobody is known."""
    if person_id is None:
        return ""
    person = session.get(Person, person_id)
    return person.name if person is not None else ""


def open_drafts(session: Session) -> list[FlowDraft]:
    """All drafts, those under review first, then by key."""
    query = (
        select(FlowDraft)
        .options(joinedload(FlowDraft.flow))
        .join(FlowRecord, FlowRecord.id == FlowDraft.flow_id)
        .order_by(FlowDraft.state.desc(), FlowRecord.key)
    )
    return list(session.scalars(query))
