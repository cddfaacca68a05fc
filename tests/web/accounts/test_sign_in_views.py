"""Signing in and out, sessions, and a session that ends while somebody types."""

import re
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.accounts.models import Person, SignIn
from portal.accounts.operations import change_person
from portal.app import create_app
from portal.core.db import transaction
from portal.core.settings import Settings
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import PASSWORD, DeskOf


def session_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("lotse_session")
    return cookie.value if cookie else ""


def attempt(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    return client.post("/agent/sign-in", data={"email": email, "password": password, **more})


def words(answer: TestResponse) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


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


class TestTooManyAttempts:
    def test_are_stopped_for_one_account_from_anywhere(
        self, app: Flask, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        for number in range(10):
            answer = app.test_client().post(
                "/agent/sign-in",
                data={"email": "agent@nordhafen.example", "password": "wrong"},
                environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
            )
            assert answer.status_code == 422

        stopped = attempt(client, "Agent@nordhafen.example", PASSWORD, next="/agent/account")

        assert stopped.status_code == 429
        assert "Warten Sie 15 Minuten" in words(stopped)
        assert 'value="Agent@nordhafen.example"' in stopped.text
        assert PASSWORD not in stopped.text
        assert attempt(client, "editor@nordhafen.example", PASSWORD).status_code == 303

    def test_end_with_the_time(
        self, client: FlaskClient, people: Mapping[Role, Person], clock: SettableClock
    ) -> None:
        for _ in range(11):
            answer = attempt(client, "agent@nordhafen.example", "wrong")
        assert answer.status_code == 429

        clock.advance(minutes=16)
        assert attempt(client, "agent@nordhafen.example", PASSWORD).status_code == 303

    def test_do_not_count_when_the_password_is_right(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        for _ in range(12):
            assert attempt(client, "agent@nordhafen.example", PASSWORD).status_code == 303

    def test_are_stopped_for_unknown_accounts_in_the_same_words(
        self, app: Flask, people: Mapping[Role, Person]
    ) -> None:
        for _ in range(11):
            answer = attempt(app.test_client(), "nobody@nordhafen.example", "wrong")

        assert answer.status_code == 429

    def test_s7_are_not_hidden_by_a_header_that_anybody_can_send(
        self, app: Flask, people: Mapping[Role, Person]
    ) -> None:
        statuses = [self.attempt_from(app, f"198.51.100.{number}") for number in range(21)]

        assert statuses == [422] * 20 + [429]

    def test_s7_are_counted_by_the_address_that_our_own_proxy_saw(
        self, settings: Settings, clock: SettableClock, people: Mapping[Role, Person]
    ) -> None:
        behind_proxy = create_app(
            Settings(
                data_dir=settings.data_dir,
                database_url=settings.database_url,
                secret_key="only for tests",
                trusted_proxies=1,
            ),
            clock,
        )

        others = [self.attempt_from(behind_proxy, f"198.51.100.{n}") for n in range(21)]
        liar = [self.attempt_from(behind_proxy, f"203.0.113.{n}, 192.0.2.7") for n in range(21)]

        assert others == [422] * 21
        assert liar == [422] * 20 + [429]

    def attempt_from(self, app: Flask, forwarded_for: str) -> int:
        self.number = getattr(self, "number", 0) + 1
        answer = app.test_client().post(
            "/agent/sign-in",
            data={"email": f"guess{self.number}@nordhafen.example", "password": ""},
            headers={"X-Forwarded-For": forwarded_for},
        )
        return answer.status_code


TYPED = {
    "name": "Lena <b>Braun</b> & Söhne",
    "locale": "en",
    "notes": 'First line\nsecond line with "quotes"',
    "present_password": "must not be shown",
}


class TestSessionThatEndedWhileSomebodyTyped:
    def test_loses_nothing(
        self,
        desk_of: DeskOf,
        session: Session,
        people: Mapping[Role, Person],
        clock: SettableClock,
    ) -> None:
        client = desk_of(Role.LEAD)
        clock.advance(days=1)

        ended = client.post("/agent/account?from=list", data=TYPED)
        assert ended.status_code == 401
        assert "Ihre Sitzung ist abgelaufen" in words(ended)
        assert "must not be shown" not in ended.text

        again = attempt(client, "lead@nordhafen.example", PASSWORD, kept=hidden(ended, "kept"))
        assert again.status_code == 200
        assert 'action="/agent/account?from=list"' in again.text
        assert "second line with &#34;quotes&#34;" in again.text
        assert "must not be shown" not in again.text
        session.rollback()
        assert session.get_one(Person, people[Role.LEAD].id).name == "Person lead"  # not yet

        done = client.post("/agent/account", data={"name": hidden(again, "name"), "locale": "en"})
        assert done.status_code == 303
        session.expire_all()
        assert session.get_one(Person, people[Role.LEAD].id).name == "Lena <b>Braun</b> & Söhne"

    def test_survives_a_wrong_password(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        kept = hidden(client.post("/agent/account", data=TYPED), "kept")
        wrong = attempt(client, "lead@nordhafen.example", "wrong password", kept=kept)

        assert hidden(wrong, "kept") == kept

    def test_tells_a_script_that_it_ended(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        answer = client.post("/agent/account", json={"name": "x"})

        assert answer.status_code == 401

    def test_says_that_files_have_to_be_added_again(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        ended = client.post("/agent/account", data={"picture": (BytesIO(b"a picture"), "a.png")})
        again = attempt(client, "lead@nordhafen.example", PASSWORD, kept=hidden(ended, "kept"))

        assert "Dateien konnten nicht aufgehoben werden" in words(again)

    @pytest.mark.parametrize(
        "kept",
        [
            "",
            "{",
            "[]",
            "null",
            '{"target": "/agent/account"}',
            '{"target": "//evil.example", "fields": [], "files": false}',
            '{"target": "https://evil.example/agent/", "fields": [], "files": false}',
            '{"target": "/de/", "fields": [], "files": false}',
            '{"target": "/agent/account", "fields": [1], "files": false}',
        ],
    )
    def test_s5_cannot_be_made_up_to_send_fields_elsewhere(
        self, client: FlaskClient, people: Mapping[Role, Person], kept: str
    ) -> None:
        answer = attempt(client, "agent@nordhafen.example", PASSWORD, kept=kept)

        assert (answer.status_code, answer.location) == (303, "/agent/")


def hidden(answer: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', answer.text)
    assert found, f"no field {name}"
    return unescape(found[1])
