"""Flask-Login set up so that a session is a row: ending the row signs out everywhere.

The cookie holds a random token; Flask-Login's user id is that token, looked up at each request
that carries the cookie.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from portal.accounts.models import Person, SignIn
from portal.accounts.operations import NewSession, note_seen
from portal.accounts.queries import sign_in_of_token
from portal.accounts.resuming import session_ended
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.web.access import ANONYMOUS, Reader, session_cookie

SEEN_EVERY = timedelta(minutes=10)


class SignedIn(UserMixin):
    """The person behind this request, known to Flask-Login by the session's token."""

    def __init__(self, token: str, sign_in: SignIn) -> None:
        self.token = token
        self.sign_in = sign_in
        self.person = sign_in.person

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.token


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, without preparing a signature for visitors who have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the request's cookie; a new, empty one without a cookie."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_sessions(app: Flask) -> None:
    """Let Flask-Login find people, and `web.access` the Reader and the way to sign in again."""
    app.session_interface = CookieSessions()
    manager = LoginManager(app)
    manager.session_protection = None  # the token is random and revocable; addresses change

    @manager.user_loader
    def load(token: str) -> SignedIn | None:
        sign_in = sign_in_of_token(db.session, token, now=now())
        return SignedIn(token, sign_in) if sign_in else None

    @app.before_request
    def speak_their_language() -> None:
        if not request.path.startswith("/agent/"):
            return
        user = signed_in()
        if user is None:
            return
        g.locale = user.person.locale
        moment = now()
        if moment - user.sign_in.seen_at >= SEEN_EVERY:
            with transaction(db.session):
                note_seen(db.session, user.sign_in, now=moment)

    app.extensions["lotse.reader"] = reader_of_session
    app.extensions["lotse.session_ended"] = session_ended


def signed_in() -> SignedIn | None:
    """Who is signed in, and by which session; without a session cookie nobody is looked up."""
    if session_cookie() not in request.cookies:
        return None
    user: Any = current_user._get_current_object()  # the proxy is no SignedIn to isinstance
    return user if isinstance(user, SignedIn) else None


def reader_of_session() -> Reader:
    """The Reader of the signed-in person, or ANONYMOUS."""
    user: Any = current_user
    return user.person.as_reader() if user.is_authenticated else ANONYMOUS


def signed_in_person() -> Person:
    """The person of a request that `requires` let through."""
    user = signed_in()
    if user is None:
        raise LookupError("nobody is signed in")
    return user.person


def begin(new: NewSession) -> None:
    """Give the browser the new session's cookie; nothing of the old cookie stays (S1)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(new.token, new.sign_in))
    g.locale = new.sign_in.person.locale


def end() -> None:
    """Take the session out of the browser's cookie."""
    logout_user()
    session.clear()
