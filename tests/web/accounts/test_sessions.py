"""Sessions: how they begin and end."""

from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, SignIn
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import PASSWORD, DeskOf
from tests.web.accounts.signing_in import attempt


def session_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("lotse_session")
    return cookie.value if cookie else ""


class TestSession:
    def test_s1_gets_a_new_token_and_drops_what_the_cookie_held(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        with client.session_transaction() as planted:
            planted["planted"] = "by somebody else"
        attempt(client, "agent@nordhafen.example", PASSWORD)
        with client.session_transaction() as first:
            first_token = first["_user_id"]
            assert "planted" not in first

        attempt(client, "agent@nordhafen.example", PASSWORD)
        with client.session_transaction() as second:
            assert second["_user_id"] != first_token

    def test_s1_ends_the_one_that_it_replaces(
        self, app: Flask, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        attempt(client, "agent@nordhafen.example", PASSWORD)
        before = session_cookie(client)
        attempt(client, "agent@nordhafen.example", PASSWORD)

        thief = app.test_client()
        thief.set_cookie("lotse_session", before)
        assert thief.get("/agent/account").status_code == 302
        assert client.get("/agent/account").status_code == 200

    def test_keeps_no_token_in_the_database(
        self, client: FlaskClient, session: Session, people: Mapping[Role, Person]
    ) -> None:
        attempt(client, "agent@nordhafen.example", PASSWORD)
        with client.session_transaction() as cookie:
            token = cookie["_user_id"]

        kept = session.scalars(select(SignIn.token_hash)).all()
        assert len(token) >= 43  # 256 bits in base64
        assert kept
        assert token not in kept

    def test_ends_after_a_working_day(self, desk_of: DeskOf, clock: SettableClock) -> None:
        client = desk_of(Role.AGENT)

        clock.advance(hours=11, minutes=59)
        assert client.get("/agent/account").status_code == 200
        clock.advance(minutes=2)
        assert client.get("/agent/account").location == "/agent/sign-in?next=/agent/account"

    def test_ends_on_the_server_when_somebody_signs_out(self, app: Flask, desk_of: DeskOf) -> None:
        client = desk_of(Role.AGENT)
        cookie = session_cookie(client)

        answer = client.post("/agent/sign-out")

        assert answer.location == "/agent/sign-in?notice=signed-out"
        thief = app.test_client()
        thief.set_cookie("lotse_session", cookie)
        assert thief.get("/agent/account").status_code == 302

    def test_signing_out_twice_does_no_harm(self, desk_of: DeskOf) -> None:
        client = desk_of(Role.AGENT)

        assert client.post("/agent/sign-out").status_code == 303
        assert client.post("/agent/sign-out").status_code == 303

    def test_cookie_is_closed_to_scripts_and_other_sites(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        answer = attempt(client, "agent@nordhafen.example", PASSWORD)

        cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "lotse_session" in c)
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_leaves_no_expired_rows_behind(
        self, desk_of: DeskOf, session: Session, clock: SettableClock
    ) -> None:
        desk_of(Role.LEAD)
        desk_of(Role.AGENT)
        clock.advance(days=2)
        desk_of(Role.AGENT)

        session.rollback()
        expired = SignIn.expires_at <= clock()
        rows = session.scalars(select(SignIn).where(expired)).all()
        assert [row.person.role for row in rows] == ["lead"]
