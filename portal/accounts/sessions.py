"""Flask-Login set up so that a session is a row: ending the row signs out everywhere.

The cookie holds a random token; Flask-Login's user id is that token, looked up at each request
that carries the cookie.
"""

from typing import Any

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user

from portal.accounts.models import Person
from portal.accounts.queries import person_of_token
from portal.core.clock import now
from portal.core.db import db
from portal.web.access import ANONYMOUS, Reader


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person behind this request, known to Flask-Login by the session's token."""

    def __init__(self, token: str, person: Person) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.token


def init_sessions(app: Flask) -> None:
    """Let Flask-Login find people, and `web.access` find the Reader."""
    manager = LoginManager(app)
    manager.session_protection = None  # the token is random and revocable; addresses change

    @manager.user_loader
    def load(token: str) -> SignedIn | None:
        person = person_of_token(db.session, token, now=now())
        return SignedIn(token, person) if person else None

    app.extensions["lotse.reader"] = reader_of_session


def reader_of_session() -> Reader:
    """The Reader of the signed-in person, or ANONYMOUS."""
    user: Any = current_user
    return user.person.as_reader() if user.is_authenticated else ANONYMOUS
