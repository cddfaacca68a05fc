"""A session that ends while somebody types."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import PASSWORD, DeskOf
from tests.web.accounts.signing_in import attempt, hidden, words

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
