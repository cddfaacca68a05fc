"""Signing in: with what, and to where."""

from collections.abc import Mapping
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.operations import change_person
from portal.core.db import transaction
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import PASSWORD, DeskOf
from tests.web.accounts.signing_in import attempt, words


class TestSigningIn:
    def test_leads_to_the_articles(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        answer = attempt(client, "AGENT@nordhafen.example ", PASSWORD)

        assert (answer.status_code, answer.location) == (303, "/agent/")
        assert client.get("/agent/").location == "/agent/articles"

    def test_needs_the_right_password(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        answer = attempt(client, "agent@nordhafen.example", "something else")

        assert answer.status_code == 422
        assert "Adresse und Passwort gehören nicht zusammen" in words(answer)
        assert 'value="agent@nordhafen.example"' in answer.text
        assert "something else" not in answer.text
        assert client.get("/agent/account").status_code == 302

    def test_is_refused_to_somebody_who_may_not_sign_in_any_more(
        self,
        client: FlaskClient,
        session: Session,
        people: Mapping[Role, Person],
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

        assert attempt(client, "agent@nordhafen.example", PASSWORD).status_code == 422

    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("", ""),
            ("agent@nordhafen.example", ""),
            ("a\x00b", "x"),
            ("x" * 10_000, "y" * 10_000),
            ("🚢", "🚢"),
            ("*a*", "' OR 1=1 --"),
        ],
    )
    def test_refuses_whatever_else_is_typed(
        self, client: FlaskClient, people: Mapping[Role, Person], email: str, password: str
    ) -> None:
        assert attempt(client, email, password).status_code == 422

    def test_a11_answers_the_same_for_an_unknown_address(
        self, app: Flask, people: Mapping[Role, Person]
    ) -> None:
        known = attempt(app.test_client(), "agent@nordhafen.example", "wrong password")
        unknown = attempt(app.test_client(), "nobody@nordhafen.example", "wrong password")

        assert known.status_code == unknown.status_code
        assert known.text.replace("agent@", "") == unknown.text.replace("nobody@", "")

    def test_a11_works_as_long_for_an_unknown_address(
        self, app: Flask, people: Mapping[Role, Person]
    ) -> None:
        def quickest(email: str) -> float:
            def seconds() -> float:
                started = perf_counter()
                attempt(app.test_client(), email, "wrong password")
                return perf_counter() - started

            return min(seconds() for _ in range(3))

        quickest("warming@up.example")
        # Without the hashing, an unknown address would be answered several times as quickly.
        assert quickest("nobody@nordhafen.example") > quickest("agent@nordhafen.example") / 2

    def test_speaks_the_persons_language_afterwards(self, desk_of: DeskOf) -> None:
        assert "Your account" in desk_of(Role.EDITOR).get("/agent/account").text
        assert "Ihr Konto" in desk_of(Role.LEAD).get("/agent/account").text

    def test_page_sends_somebody_who_is_signed_in_on(self, desk_of: DeskOf) -> None:
        answer = desk_of(Role.AGENT).get("/agent/sign-in?next=/agent/account")

        assert answer.location == "/agent/account"


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ],
    )
    def test_s2_cannot_post_anything(self, desk_of: DeskOf, headers: dict[str, str]) -> None:
        client = desk_of(Role.ADMIN)

        paths = ("sign-in", "sign-out", "account", "account/password", "account/sign-outs")
        paths += ("password", "password/new", "people")
        answers = {path: client.post(f"/agent/{path}", headers=headers) for path in paths}
        statuses = {path: answer.status_code for path, answer in answers.items()}

        assert set(statuses.values()) == {403}, statuses
        assert client.get("/agent/account").status_code == 200

    @pytest.mark.parametrize(
        "path", ["/agent/sign-out", "/agent/account/sign-outs", "/agent/account/password"]
    )
    def test_s2_cannot_act_by_a_link_either(self, desk_of: DeskOf, path: str) -> None:
        assert desk_of(Role.ADMIN).get(path).status_code == 405

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example",
            "https://evil.example",
            "\\\\evil.example",
            "/\\evil.example",
            "/%09/evil.example",
            "/\t/evil.example",
            "/%5cevil.example",
            "/%2fevil.example",
            "javascript:alert(1)",
            "evil.example",
            "/\n/evil.example",
            "",
        ],
    )
    def test_s5_are_never_where_signing_in_leads(
        self, client: FlaskClient, people: Mapping[Role, Person], target: str
    ) -> None:
        shown = client.get("/agent/sign-in", query_string={"next": target})
        answer = attempt(client, "agent@nordhafen.example", PASSWORD, next=target)

        assert 'name="next"' not in shown.text
        assert answer.location == "/agent/"

    def test_s5_a_page_of_ours_is(self, client: FlaskClient, people: Mapping[Role, Person]) -> None:
        answer = attempt(
            client, "agent@nordhafen.example", PASSWORD, next="/agent/account?notice=saved"
        )

        assert answer.location == "/agent/account?notice=saved"
