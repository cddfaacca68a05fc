"""Pictures of people: square, small, stripped of what a camera added.

A picture is public only while its person answers somebody's case (G7, A13): which people do, the
app tells by `extensions["lotse.is_contact"]`, since accounts know no cases.
"""

import io
from collections.abc import Callable
from datetime import datetime

from flask import current_app, url_for
from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.events import record_event
from portal.core.files import FileStore, StoredFile, drop_files, store_file
from portal.web.access import Reader
from portal.web.images import read_picture

SIDE = 192
"""Pixels: twice the largest size on a page."""
IsContact = Callable[[Session, int], bool]


def square(data: bytes) -> bytes:
    """The middle of a picture as a JPEG of SIDE × SIDE pixels; raises Invalid or TooLarge."""
    picture = read_picture(data)
    with Image.open(io.BytesIO(picture.data)) as image:
        portrait = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGBA"), (SIDE, SIDE))
    paper = Image.new("RGB", portrait.size, "white")
    paper.paste(portrait, mask=portrait)
    buffer = io.BytesIO()
    paper.save(buffer, format="JPEG", quality=88, optimize=True)
    return buffer.getvalue()


def set_picture(
    session: Session, store: FileStore, person: Person, portrait: bytes, *, now: datetime
) -> None:
    """Show `portrait` (of `square`) as this person's picture, in place of an earlier one."""
    _drop(session, person, now)
    person.picture = store_file(
        session,
        store,
        portrait,
        media_type="image/jpeg",
        name="portrait.jpg",
        owner=f"person:{person.id}",
        actor_id=person.id,
        now=now,
    )
    session.flush()
    record_event(session, "person.picture_set", f"person:{person.id}", actor_id=person.id, now=now)


def remove_picture(session: Session, person: Person, *, now: datetime) -> None:
    """Show this person's initials again."""
    if person.picture is None:
        return
    _drop(session, person, now)
    record_event(
        session, "person.picture_removed", f"person:{person.id}", actor_id=person.id, now=now
    )


def picture_url(person: Person) -> str | None:
    """Where a page finds the picture of `person`; None without one."""
    if person.picture is None:
        return None
    return url_for("portraits.portrait", public_id=person.picture.public_id)


def visible_portrait(session: Session, public_id: str, reader: Reader) -> StoredFile | None:
    """The picture, for colleagues and for everybody while its person answers a case."""
    query = select(Person).join(Person.picture).where(StoredFile.public_id == public_id)
    person = session.scalar(query)
    if person is None:
        return None
    is_contact: IsContact = current_app.extensions["lotse.is_contact"]
    shown = reader.role is not None or is_contact(session, person.id)
    return person.picture if shown else None


def _drop(session: Session, person: Person, now: datetime) -> None:
    """Forget the present picture: its address answers nobody any more."""
    former, person.picture = person.picture, None
    session.flush()
    if former is not None:
        drop_files(session, [former.id], now=now)
