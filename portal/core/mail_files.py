"""Files that go with a mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.files import FileStore, StoredFile

LARGEST_SUM = 5 * 1024 * 1024
"""Bytes of all files that are attached to one mail; more are linked instead. On its way a mail is
a third larger (base64, RFC 2045, 6.8), and many servers take no more than 10 MB."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """One file as a mail carries it."""

    name: str
    media_type: str
    data: bytes


def fit_into_a_mail(files: Sequence[StoredFile]) -> bool:
    """May all of them be attached?"""
    return bool(files) and sum(file.size for file in files) <= LARGEST_SUM


def mail_files(session: Session, store: FileStore, public_ids: Sequence[str]) -> list[MailFile]:
    """The files in their order; one that was erased meanwhile is left out."""
    query = select(StoredFile).where(StoredFile.public_id.in_(public_ids))
    known = {file.public_id: file for file in session.scalars(query)}
    found = []
    for public_id in public_ids:
        file = known.get(public_id)
        if file is None:
            continue
        try:
            data = store.get(file.sha256)
        except FileNotFoundError:
            continue
        found.append(MailFile(file.name, file.media_type, data))
    return found


def attach(message: EmailMessage, files: Sequence[MailFile]) -> None:
    """Add the files behind the text. A name cannot leave its header (M2)."""
    for file in files:
        kind, _slash, subtype = file.media_type.partition("/")
        name = " ".join(file.name.replace("=?", "= ?").splitlines())
        message.add_attachment(
            file.data, maintype=kind, subtype=subtype, filename=name, cte="base64"
        )
