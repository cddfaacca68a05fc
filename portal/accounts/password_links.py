"""Links that set a password: mailed to a person, good once and for a short time (S3)."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.accounts.models import PasswordLink, Person
from portal.accounts.notifications import invitation_letter, reset_letter
from portal.accounts.operations import TOKEN_BYTES, set_password
from portal.accounts.queries import open_password_link, token_hash
from portal.core.errors import PortalError
from portal.core.events import record_event
from portal.core.mail import queue_letter
from portal.core.mail_content import Letter
from portal.core.settings import Settings

RESET_DURATION = timedelta(minutes=30)
INVITATION_DURATION = timedelta(days=3)


class LinkSpent(PortalError):
    """The link was used, replaced by a newer one, or is too old."""

    status = 410


def send_reset(session: Session, settings: Settings, person: Person, *, now: datetime) -> None:
    """Mail a link that was asked for on the sign-in page."""
    token = _new_link(session, person, RESET_DURATION, now)
    _mail(session, settings, person, reset_letter(person, _address(settings, token)), now)
    record_event(session, "password_link.sent", f"person:{person.id}", actor_id=None, now=now)


def send_invitation(
    session: Session, settings: Settings, person: Person, *, actor_id: int, now: datetime
) -> None:
    """Mail a link that an admin sends to somebody new, or to somebody who cannot get in."""
    token = _new_link(session, person, INVITATION_DURATION, now)
    _mail(session, settings, person, invitation_letter(person, _address(settings, token)), now)
    record_event(session, "password_link.sent", f"person:{person.id}", actor_id=actor_id, now=now)


def use_link(session: Session, token: str, password: str, *, now: datetime) -> Person:
    """Set the password and end every session of the person; the link is used up.

    Raises LinkSpent, or Invalid for a password that cannot be taken (the link then stays good).
    """
    link = open_password_link(session, token, now=now)
    if link is None:
        raise LinkSpent("This link was used already, or is too old.")
    used = session.execute(
        update(PasswordLink)
        .where(PasswordLink.id == link.id, PasswordLink.used_at.is_(None))
        .values(used_at=now)
        .returning(PasswordLink.id)
    )
    if used.first() is None:  # the same link in two requests at once
        raise LinkSpent("This link was used already, or is too old.")
    set_password(session, link.person, password, now=now)
    return link.person


def _new_link(session: Session, person: Person, duration: timedelta, now: datetime) -> str:
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        PasswordLink(
            token_hash=token_hash(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + duration,
        )
    )
    session.flush()
    return token


def _address(settings: Settings, token: str) -> str:
    # From the settings, never from the Host header (S5); the token in the query, which our log
    # leaves out (S4).
    return f"{settings.base_url}/agent/password/new?{urlencode({'token': token})}"


def _mail(
    session: Session, settings: Settings, person: Person, letter: Letter, now: datetime
) -> None:
    queue_letter(session, letter, recipient=person.email, sender=settings.mail_from, now=now)
