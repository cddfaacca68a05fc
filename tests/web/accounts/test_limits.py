"""How often somebody may try to sign in."""

from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.app import create_app
from portal.core.db import db
from portal.core.settings import Settings
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import PASSWORD
from tests.web.accounts.signing_in import attempt, words


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

        with behind_proxy.app_context():
            db.engine.dispose()
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
