"""Who is signed in."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, SignIn


def token_hash(token: str) -> str:
    """What the database keeps of a session token: a copy of the table opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_of_token(session: Session, token: str, *, now: datetime) -> Person | None:
    """The active person whose running session has this token."""
    query = (
        select(Person)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.expires_at > now,
            Person.active.is_(True),
        )
    )
    return session.scalar(query)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, in any case of letters."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))
