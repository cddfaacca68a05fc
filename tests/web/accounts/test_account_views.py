"""One's own account."""

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import PASSWORD, DeskOf

NEW = "a lighthouse in the fog"


def new_password(present: str = PASSWORD, new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"present_password": present, "new_password": new, "new_password_again": again}


class TestProfile:
    def test_changes_name_and_language(
        self, desk_of: DeskOf, session: Session, people: Mapping[Role, Person]
    ) -> None:
        client = desk_of(Role.AGENT)

        answer = client.post("/agent/account", data={"name": " Tom  Behrens ", "locale": "en"})

        assert answer.location == "/agent/account?notice=saved"
        assert "Your changes are saved." in client.get(answer.location).text
        session.refresh(people[Role.AGENT])
        session.refresh(people[Role.LEAD])
        assert (people[Role.AGENT].name, people[Role.AGENT].locale) == ("Tom Behrens", "en")
        assert (people[Role.LEAD].name, people[Role.LEAD].locale) == ("Person lead", "de")

    @pytest.mark.parametrize(
        ("name", "locale"),
        [("", "de"), ("   ", "de"), ("x" * 121, "de"), ("Tom\u202eBehrens", "de"), ("a\x00b", "de"),
         ("Tom", "fr"), ("Tom", "")],
    )  # fmt: skip
    def test_refuses_what_it_cannot_take_and_keeps_it_in_the_form(
        self, desk_of: DeskOf, name: str, locale: str
    ) -> None:
        answer = desk_of(Role.AGENT).post("/agent/account", data={"name": name, "locale": locale})

        assert answer.status_code == 422
        assert 'class="error-summary"' in answer.text

    def test_r7_name_with_markup_is_text(self, desk_of: DeskOf) -> None:
        client = desk_of(Role.AGENT)
        name = '<img src=x onerror="alert(1)">{{ 7*7 }}'

        client.post("/agent/account", data={"name": name, "locale": "de"})

        for page in ("/agent/account", "/agent/people"):
            text = desk_of(Role.ADMIN).get(page).text if "people" in page else client.get(page).text
            assert "<img src=x" not in text
            assert "&lt;img src=x" in text
            assert "{{ 7*7 }}" in text

    def test_role_cannot_be_slipped_in(
        self, desk_of: DeskOf, session: Session, people: Mapping[Role, Person]
    ) -> None:
        desk_of(Role.AGENT).post(
            "/agent/account",
            data={"name": "Tom", "locale": "de", "role": "admin", "active": "y", "email": "x@y.zz"},
        )

        session.refresh(people[Role.AGENT])
        assert people[Role.AGENT].role == "agent"
        assert people[Role.AGENT].email == "agent@nordhafen.example"


class TestPassword:
    def test_is_changed_and_signs_the_other_browsers_out(self, app: Flask, desk_of: DeskOf) -> None:
        here, there, somebody_else = (desk_of(r) for r in (Role.AGENT, Role.AGENT, Role.LEAD))

        answer = here.post("/agent/account/password", data=new_password())

        assert answer.status_code == 303
        assert here.get("/agent/account").status_code == 200
        assert there.get("/agent/account").status_code == 302
        assert somebody_else.get("/agent/account").status_code == 200
        assert desk_of(Role.AGENT, NEW)

    @pytest.mark.parametrize(
        "typed",
        [
            new_password(present="wrong"),
            new_password(present=""),
            new_password(again="something else"),
            new_password(new="short", again="short"),
            new_password(new="agent-agent-agent", again="agent-agent-agent"),
            new_password(new="a" * 20, again="a" * 20),
            new_password(new="x" * 201, again="x" * 201),
        ],
    )
    def test_stays_when_something_is_wrong(self, desk_of: DeskOf, typed: dict[str, str]) -> None:
        answer = desk_of(Role.AGENT).post("/agent/account/password", data=typed)

        assert answer.status_code == 422
        assert 'class="error-summary"' in answer.text
        assert NEW not in answer.text
        assert desk_of(Role.AGENT)


class TestBrowsers:
    def test_are_listed_with_the_present_one_marked(
        self, desk_of: DeskOf, clock: SettableClock
    ) -> None:
        desk_of(Role.LEAD)
        desk_of(Role.AGENT)
        clock.advance(hours=1)
        text = desk_of(Role.AGENT).get("/agent/account").text

        assert text.count("Firefox, Linux") == 2
        assert text.count(">dieser<") == 1

    def test_show_when_they_were_last_seen(self, desk_of: DeskOf, clock: SettableClock) -> None:
        client = desk_of(Role.AGENT)
        clock.advance(hours=2)

        assert "11:30" in client.get("/agent/account").text

    def test_can_all_be_signed_out(self, desk_of: DeskOf) -> None:
        here, there, somebody_else = (desk_of(r) for r in (Role.AGENT, Role.AGENT, Role.LEAD))

        answer = here.post("/agent/account/sign-outs")

        assert answer.location == "/agent/sign-in?notice=signed-out-everywhere"
        assert here.get("/agent/account").status_code == 302
        assert there.get("/agent/account").status_code == 302
        assert somebody_else.get("/agent/account").status_code == 200
