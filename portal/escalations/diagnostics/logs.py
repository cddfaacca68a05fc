"""Logs that wait for consent, of a draft or of a case. None of these commits."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.errors import TooLarge
from portal.core.files import FileStore, StoredFile, drop_files
from portal.escalations.context import Line, Section
from portal.escalations.diagnostics.items import PREFIX, Item
from portal.escalations.diagnostics.pages import LogView
from portal.escalations.diagnostics.sent import CleanLog
from portal.escalations.diagnostics.words import item_label, removed_words
from portal.escalations.handing_over.draft_operations import keep_file
from portal.escalations.line_views import file_size
from portal.escalations.models import CaseFile, ContextLine, Draft, Escalation, Message

EXCERPT = 6_000
MOST_WAITING = 3


def log_views(
    entries: Iterable[CaseFile], store: FileStore, address: Callable[[str], str]
) -> tuple[LogView, ...]:
    """Logs with their beginning, as they will be sent."""
    views = []
    for entry in entries:
        text = store.get(entry.file.sha256).decode()
        views.append(
            LogView(
                public_id=entry.file.public_id,
                name=entry.file.name,
                size=file_size(entry.file.size),
                url=address(entry.file.public_id),
                excerpt=text[:EXCERPT],
                cut=len(text) > EXCERPT,
                removed=removed_words(entry.removed or {}),
                agreed=not entry.withheld,
            )
        )
    return tuple(views)


def agree(entries: Iterable[CaseFile], public_ids: Collection[str]) -> None:
    """Those of the logs that the customer has ticked may go along, the others may not."""
    for entry in entries:
        if entry.removed is not None:
            entry.withheld = entry.file.public_id not in public_ids


def drop_withheld(session: Session, draft: Draft, *, now: datetime) -> None:
    """Before a draft becomes a case: what nobody agreed to is deleted."""
    mine = (CaseFile.draft_id == draft.id, CaseFile.withheld.is_(True))
    _drop(session, session.scalars(select(CaseFile).where(*mine)).all(), now)


def add_case_log(
    session: Session, store: FileStore, case: Escalation, log: CleanLog, *, now: datetime
) -> None:
    """Keep a log of a case until its customer agrees; nobody of the team sees it before. Raises
    TooLarge when enough of them wait."""
    if len(waiting_logs(session, case)) >= MOST_WAITING:
        raise TooLarge("Three logs wait already. Send one or remove it before you add another.")
    file = keep_file(session, store, log.attachment, owner=f"case:{case.id}", now=now)
    entry = CaseFile(
        escalation_id=case.id, file_id=file.id, removed=dict(log.removed), withheld=True
    )
    session.add(entry)
    session.flush()


def waiting_logs(session: Session, case: Escalation) -> Sequence[CaseFile]:
    """The logs of a case that nobody has agreed to yet, oldest first."""
    mine = (CaseFile.escalation_id == case.id, CaseFile.withheld.is_(True))
    return session.scalars(select(CaseFile).where(*mine).order_by(CaseFile.id)).all()


def send_logs(
    session: Session, case: Escalation, public_ids: Collection[str], message: Message
) -> None:
    """Let the logs go along with a message of the customer's."""
    for entry in waiting_logs(session, case):
        if entry.file.public_id in public_ids:
            entry.withheld, entry.message_id = False, message.id
    session.flush()


def remove_log(session: Session, case: Escalation, public_id: str, *, now: datetime) -> None:
    """The customer takes a log back."""
    mine = [one for one in waiting_logs(session, case) if one.file.public_id == public_id]
    _drop(session, mine, now)


def add_items(
    session: Session, case: Escalation, items: Mapping[Item, str], *, now: datetime
) -> None:
    """Keep the items among the facts of a case, behind what is there."""
    mine = ContextLine.escalation_id == case.id
    last = session.scalar(select(func.max(ContextLine.position)).where(mine))
    position = -1 if last is None else last
    for place, line in enumerate(item_lines(items), start=position + 1):
        session.add(
            ContextLine(
                escalation_id=case.id,
                position=place,
                section=line.section.value,
                at=now,
                label=line.label,
                text=line.text,
            )
        )
    session.flush()


def item_lines(items: Mapping[Item, str]) -> list[Line]:
    """The items as facts of a case, in the language in force."""
    return [
        Line(f"{PREFIX}{item.value}", Section.FACT, item_label(item), value)
        for item, value in items.items()
    ]


def forget_withheld(session: Session, *, before: datetime, limit: int, now: datetime) -> int:
    """Delete at most `limit` logs of cases that nobody agreed to since then; returns how many."""
    query = (
        select(CaseFile)
        .join(StoredFile, StoredFile.id == CaseFile.file_id)
        .where(
            CaseFile.withheld.is_(True),
            CaseFile.escalation_id.is_not(None),
            StoredFile.created_at < before,
        )
        .limit(limit)
    )
    found = session.scalars(query).all()
    _drop(session, found, now)
    return len(found)


def _drop(session: Session, entries: Sequence[CaseFile], now: datetime) -> None:
    ids = [entry.file_id for entry in entries]
    for entry in entries:
        session.delete(entry)
    session.flush()
    drop_files(session, ids, now=now)
