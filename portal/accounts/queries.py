"""Who is signed in, who may sign in, and which links still set a password."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from portal.accounts.models import PasswordLink, Person, SignIn


def token_hash(token: str) -> str:
    """What the database keeps of a token: a copy of the table opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_of_token(session: Session, token: str, *, now: datetime) -> SignIn | None:
    """The running session with this token, with its active person."""
    query = (
        select(SignIn)
        .join(SignIn.person)
        .options(contains_eager(SignIn.person))
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.expires_at > now,
            Person.active.is_(True),
        )
    )
    return session.scalar(query)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, in any case of letters."""
    address = email.strip().lower()
    if not address.isprintable():  # PostgreSQL takes no NUL, not even in a question
        return None
    return session.scalar(select(Person).where(Person.email == address))


def person_by_public_id(session: Session, public_id: str) -> Person | None:
    """The person, or None."""
    if not public_id.isalnum():
        return None
    return session.scalar(select(Person).where(Person.public_id == public_id))


def people(session: Session) -> Sequence[Person]:
    """Everybody who may or might sign in: active people first, then by name."""
    return session.scalars(select(Person).order_by(Person.active.desc(), Person.name)).all()


def running_sessions(session: Session, person_id: int, *, now: datetime) -> Sequence[SignIn]:
    """The signed-in browsers of a person, newest first."""
    query = (
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    )
    return session.scalars(query).all()


def open_password_link(session: Session, token: str, *, now: datetime) -> PasswordLink | None:
    """The link with this token, while it still sets the password of an active person."""
    query = (
        select(PasswordLink)
        .join(PasswordLink.person)
        .options(contains_eager(PasswordLink.person))
        .where(
            PasswordLink.token_hash == token_hash(token),
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > now,
            Person.active.is_(True),
        )
    )
    return session.scalar(query)
