"""Setting a new password by a mailed link."""

import re
from collections.abc import Mapping
from time import monotonic

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import PasswordLink, Person
from portal.accounts.operations import change_person
from portal.accounts.password_views import ANSWER_SECONDS
from portal.core.db import transaction
from portal.core.mail import OutboundMail
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import DeskOf

NEW = "a lighthouse in the fog"


def ask(client: FlaskClient, email: str = "agent@nordhafen.example") -> None:
    assert client.post("/agent/password", data={"email": email}).status_code == 200


def newest_link(session: Session) -> str:
    """The address in the newest mail, as a path."""
    session.rollback()
    text = session.scalars(select(OutboundMail.text).order_by(OutboundMail.id.desc())).first()
    found = re.search(r"http://localhost(/agent/password/new\?token=\S+)", text or "")
    assert found, text
    return found[1]


def set_password(client: FlaskClient, link: str, password: str = NEW, again: str = NEW) -> int:
    token = link.partition("token=")[2]
    data = {"token": token, "new_password": password, "new_password_again": again}
    return client.post("/agent/password/new", data=data).status_code


def may_sign_in(app: Flask, password: str) -> bool:
    data = {"email": "agent@nordhafen.example", "password": password}
    return app.test_client().post("/agent/sign-in", data=data).status_code == 303


@pytest.fixture
def link(client: FlaskClient, session: Session, people: Mapping[Role, Person]) -> str:
    """A link that was mailed to the agent, while others have one too."""
    ask(client, "lead@nordhafen.example")
    ask(client)
    return newest_link(session)


class TestLink:
    def test_sets_the_password(self, app: Flask, client: FlaskClient, link: str) -> None:
        assert client.get(link).status_code == 200
        assert set_password(client, link) == 303

        assert may_sign_in(app, NEW)

    def test_s3_works_once(self, app: Flask, client: FlaskClient, link: str) -> None:
        set_password(client, link)

        assert client.get(link).status_code == 410
        assert set_password(client, link, "another password", "another password") == 410
        assert may_sign_in(app, NEW)

    def test_s3_expires(self, client: FlaskClient, link: str, clock: SettableClock) -> None:
        clock.advance(minutes=29)
        assert client.get(link).status_code == 200
        clock.advance(minutes=2)

        assert client.get(link).status_code == 410
        assert set_password(client, link) == 410

    def test_s3_ends_with_the_next_one(
        self, client: FlaskClient, session: Session, link: str
    ) -> None:
        ask(client)

        assert client.get(link).status_code == 410
        assert client.get(newest_link(session)).status_code == 200

    def test_s3_is_not_used_up_by_a_program_that_follows_it(
        self, client: FlaskClient, link: str
    ) -> None:
        for _ in range(3):
            client.get(link)
            client.head(link)

        assert set_password(client, link) == 303

    def test_s3_ends_every_session_of_the_person(
        self, client: FlaskClient, desk_of: DeskOf, link: str
    ) -> None:
        theirs, somebody_elses = desk_of(Role.AGENT), desk_of(Role.LEAD)

        set_password(client, link)

        assert theirs.get("/agent/account").status_code == 302
        assert somebody_elses.get("/agent/account").status_code == 200

    def test_s3_is_worth_nothing_once_the_person_may_not_sign_in(
        self,
        client: FlaskClient,
        session: Session,
        people: Mapping[Role, Person],
        link: str,
        clock: SettableClock,
    ) -> None:
        with transaction(session):
            change_person(
                session,
                people[Role.AGENT],
                role=Role.AGENT,
                locale="de",
                active=False,
                actor_id=people[Role.ADMIN].id,
                now=clock(),
            )

        assert client.get(link).status_code == 410

    def test_survives_a_password_that_cannot_be_taken(self, client: FlaskClient, link: str) -> None:
        assert set_password(client, link, "short", "short") == 422
        assert set_password(client, link, NEW, "something else") == 422
        assert set_password(client, link, "", "") == 422
        assert set_password(client, link) == 303

    @pytest.mark.parametrize("token", ["", "x", "%00", "x" * 10_000, "'", "🚢"])
    def test_made_up_is_refused(self, client: FlaskClient, link: str, token: str) -> None:
        assert client.get(f"/agent/password/new?token={token}").status_code == 410
        assert set_password(client, f"?token={token}") == 410

    def test_is_not_kept_in_the_database_as_it_is(self, session: Session, link: str) -> None:
        token = link.partition("token=")[2]

        assert token not in session.scalars(select(PasswordLink.token_hash)).all()

    def test_s4_is_told_to_nobody(
        self, client: FlaskClient, link: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = client.get(link)
        set_password(client, link)

        logged = capsys.readouterr()
        assert link.partition("token=")[2] not in logged.out + logged.err
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_s5_leads_to_our_own_address_whatever_the_request_says(
        self, client: FlaskClient, session: Session, people: Mapping[Role, Person]
    ) -> None:
        client.post(
            "/agent/password",
            data={"email": "agent@nordhafen.example"},
            headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        )

        assert newest_link(session)
        assert "evil" not in str(session.scalars(select(OutboundMail.text)).all())

    def test_comes_in_the_persons_language(
        self, client: FlaskClient, session: Session, people: Mapping[Role, Person]
    ) -> None:
        ask(client, "agent@nordhafen.example")
        ask(client, "editor@nordhafen.example")

        subjects = session.scalars(select(OutboundMail.subject).order_by(OutboundMail.id)).all()
        assert subjects == ["Neues Passwort festlegen", "Set a new password"]


class TestAsking:
    def test_a11_is_answered_the_same_for_an_unknown_address(
        self, client: FlaskClient, session: Session, people: Mapping[Role, Person]
    ) -> None:
        known = client.post("/agent/password", data={"email": "agent@nordhafen.example"})
        unknown = client.post("/agent/password", data={"email": "nobody@nordhafen.example"})

        assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
        mailed = session.scalars(select(OutboundMail.recipient)).all()
        assert mailed == ["agent@nordhafen.example"]

    def test_a11_takes_the_same_time_for_an_unknown_address(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        started = monotonic()
        ask(client, "nobody@nordhafen.example")

        assert monotonic() - started >= ANSWER_SECONDS

    def test_m1_mails_one_person_three_times_at_most(
        self, app: Flask, session: Session, people: Mapping[Role, Person]
    ) -> None:
        statuses = [
            app.test_client()
            .post(
                "/agent/password",
                data={"email": "agent@nordhafen.example"},
                environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
            )
            .status_code
            for number in range(5)
        ]

        assert statuses == [200, 200, 200, 429, 429]
        assert len(session.scalars(select(OutboundMail.id)).all()) == 3

    def test_needs_an_address(self, client: FlaskClient) -> None:
        answer = client.post("/agent/password", data={"email": " "})

        assert answer.status_code == 422
        assert "Geben Sie Ihre E-Mail-Adresse ein" in answer.text
