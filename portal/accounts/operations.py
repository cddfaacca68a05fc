"""People and their sessions: what may happen to them. Each act flushes; none commits."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Person, SignIn
from portal.accounts.passwords import hash_password, is_outdated, matches
from portal.accounts.queries import person_by_email, token_hash
from portal.accounts.rules import browser_of, check_password, checked_address, checked_name
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.events import record_event
from portal.web.access import Role

SESSION_DURATION = timedelta(hours=12)
"""A working day, counted from signing in."""
TOKEN_BYTES = 32


class AddressTaken(Conflict):
    """Somebody has this mail address already."""


class WrongPassword(Invalid):
    """The present password was not right."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun; the token stands nowhere but here and in the browser's cookie."""

    token: str
    sign_in: SignIn


def add_person(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    locale: str,
    password: str | None,
    actor_id: int | None,
    now: datetime,
) -> Person:
    """Add somebody who may sign in; without a password only a mailed link lets them in.

    Raises AddressTaken, or Invalid for an address, name or password that cannot be taken.
    """
    address = checked_address(email)
    if person_by_email(session, address) is not None:
        raise _taken()
    if password is not None:
        check_password(password, email=address)
    person = Person(
        email=address,
        name=checked_name(name),
        password_hash=hash_password(password or secrets.token_urlsafe(TOKEN_BYTES)),
        role=role.value,
        locale=locale,
        active=True,
        created_at=now,
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:  # the form was sent twice at once
        raise _taken() from error
    record_event(session, "person.added", _subject(person), actor_id=actor_id, now=now, role=role)
    return person


def change_profile(
    session: Session, person: Person, *, name: str, locale: str, now: datetime
) -> None:
    """Let a person change their own name and language."""
    person.name = checked_name(name)
    person.locale = locale
    session.flush()
    record_event(session, "person.changed", _subject(person), actor_id=person.id, now=now)


def change_person(
    session: Session,
    person: Person,
    *,
    role: Role,
    locale: str,
    active: bool,
    actor_id: int,
    now: datetime,
) -> None:
    """Let an admin change another person; who may no longer sign in is signed out everywhere.

    Raises Forbidden for a change of one's own role or access, and for an actor who meanwhile is
    no admin any more. As the actor stays one, an installation never loses its last admin.
    """
    admins = session.scalars(
        select(Person.id)
        .where(Person.role == Role.ADMIN.value, Person.active.is_(True))
        .order_by(Person.id)
        .with_for_update()
    )
    if actor_id not in set(admins):
        raise Forbidden("Your role does not allow this. Ask a team lead to help.")
    if person.id == actor_id and (role.value, active) != (person.role, person.active):
        raise Forbidden("Nobody can change their own role or access. Ask another admin.")
    person.role, person.locale, person.active = role.value, locale, active
    if not active:
        close_all(session, person)
    session.flush()
    record_event(
        session,
        "person.changed",
        _subject(person),
        actor_id=actor_id,
        now=now,
        role=role.value,
        active=active,
    )


def change_password(
    session: Session, person: Person, *, present: str, new: str, keep: str | None, now: datetime
) -> None:
    """Replace a person's password and end their sessions, all but the one with the token `keep`.

    Raises WrongPassword, or Invalid for a new password that cannot be taken.
    """
    if not matches(person.password_hash, present):
        raise WrongPassword("This is not your present password.")
    set_password(session, person, new, keep=keep, now=now)


def set_password(
    session: Session, person: Person, password: str, *, keep: str | None = None, now: datetime
) -> None:
    """Give a person a new password, without asking for the old one; see `change_password`."""
    check_password(password, email=person.email)
    person.password_hash = hash_password(password)
    close_all(session, person, keep=keep)
    record_event(session, "person.password_set", _subject(person), actor_id=person.id, now=now)


def open_session(
    session: Session,
    person: Person,
    password: str,
    *,
    replaces: str | None,
    user_agent: str,
    now: datetime,
) -> NewSession:
    """Begin a session for a person whose password was right, always under a new token (S1).

    `replaces` is the token this browser had, if any: that session ends. A hash made with older
    costs is made anew from `password`.
    """
    if replaces is not None:
        close_session(session, replaces)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.expires_at <= now))
    if is_outdated(person.password_hash):
        person.password_hash = hash_password(password)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    sign_in = SignIn(
        token_hash=token_hash(token),
        person=person,
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION_DURATION,
        browser=browser_of(user_agent),
    )
    session.add(sign_in)
    session.flush()
    record_event(session, "person.signed_in", _subject(person), actor_id=person.id, now=now)
    return NewSession(token, sign_in)


def note_seen(session: Session, sign_in: SignIn, *, now: datetime) -> None:
    """Note that a session is in use, so that its person recognises it in the list."""
    sign_in.seen_at = now
    session.flush()


def close_session(session: Session, token: str) -> None:
    """End the session with this token, wherever its cookie is."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def close_all(session: Session, person: Person, *, keep: str | None = None) -> None:
    """End every session of a person but the one with the token `keep`."""
    query = delete(SignIn).where(SignIn.person_id == person.id)
    if keep is not None:
        query = query.where(SignIn.token_hash != token_hash(keep))
    session.execute(query)


def _taken() -> AddressTaken:
    return AddressTaken("Somebody with this mail address is here already.")


def _subject(person: Person) -> str:
    return f"person:{person.id}"
