"""Cookies over https: of this very host only, whatever a neighbour under the same domain plants."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.app import create_app
from portal.core.db import db, transaction
from portal.core.settings import Settings
from portal.web.access import JOURNEY_COOKIE, SESSION_COOKIE
from tests.conftest import SettableClock
from tests.web.content import PASSWORD, colleague
from tests.web.page_client import PageClient

PLANTED = "a" * 26
JOURNEY, SESSION = f"__Host-{JOURNEY_COOKIE}", f"__Host-{SESSION_COOKIE}"


@pytest.fixture
def secure(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    """A portal whose address is https."""
    app = create_app(
        Settings(
            data_dir=settings.data_dir,
            database_url=settings.database_url,
            secret_key="only for tests",
            base_url="https://localhost",
        ),
        clock,
    )
    app.testing = True
    with app.app_context(), transaction(db.session) as session:
        colleague(session, "Lena Braun")
    yield app
    with app.app_context():
        db.engine.dispose()


def sign_in(app: Flask) -> PageClient:
    pages = PageClient(app.test_client())
    form = {"email": "lena.braun@nordhafen.example", "password": PASSWORD}
    pages.post("/agent/sign-in", form)
    return pages


def test_s1_the_session_is_of_this_host_only(secure: Flask) -> None:
    pages = sign_in(secure)
    cookie = pages.browser.get_cookie(SESSION)
    assert cookie is not None
    assert (cookie.secure, cookie.path, cookie.origin_only) == (True, "/", True)
    pages.get("/agent/account")

    neighbour = secure.test_client()
    neighbour.set_cookie(SESSION_COOKIE, cookie.value)
    PageClient(neighbour).get("/agent/account", status=302)


def test_s1_the_journey_is_of_this_host_only(secure: Flask) -> None:
    pages = PageClient(secure.test_client())
    pages.browser.set_cookie(JOURNEY_COOKIE, PLANTED)
    header = pages.get("/de/contact").headers["Set-Cookie"]
    assert header.startswith(f"{JOURNEY}=")
    assert "; Secure" in header
    assert "Path=/" in header
    assert "Domain" not in header
    pages.get("/de/search?q=outlook")
    assert "outlook" in pages.get("/de/journey").text

    planted = PageClient(secure.test_client())
    planted.browser.set_cookie(JOURNEY_COOKIE, PLANTED)
    assert "outlook" not in planted.get("/de/journey").text


def test_over_http_there_is_no_prefix(app: Flask) -> None:
    header = PageClient(app.test_client()).get("/de/contact").headers["Set-Cookie"]
    assert header.startswith(f"{JOURNEY_COOKIE}=")
    assert "Secure" not in header
