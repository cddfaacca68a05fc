"""The people of the team, and who may change whom."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.operations import change_person
from portal.accounts.queues import sync_queues
from portal.core.db import transaction
from portal.core.errors import Forbidden
from portal.core.mail import OutboundMail
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import DeskOf

NEW = {"name": "Ole Hansen", "email": "Ole@Nordhafen.example", "role": "editor", "locale": "de"}


def page_of(person: Person) -> str:
    return f"/agent/people/{person.public_id}"


class TestAccess:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    def test_a7_is_for_admins_alone(
        self, desk_of: DeskOf, people: Mapping[Role, Person], session: Session, role: Role
    ) -> None:
        client, target = desk_of(role), page_of(people[Role.AGENT])

        asked = [client.get(path) for path in ("/agent/people", "/agent/people/new", target)]
        asked += [client.get("/agent/mails"), client.get("/agent/mails/x")]
        asked += [
            client.post("/agent/people", data=NEW),
            client.post(target, data={"role": "admin", "locale": "de", "active": "y"}),
            client.post(f"{target}/links"),
            client.post("/agent/mails/x/retries"),
        ]

        assert {answer.status_code for answer in asked} == {403}
        session.rollback()
        assert session.scalars(select(Person.role).order_by(Person.id)).all() == list(Role)
        assert not session.scalars(select(OutboundMail.id)).all()

    def test_a7_strangers_sign_in_first(
        self, client: FlaskClient, people: Mapping[Role, Person]
    ) -> None:
        assert client.get("/agent/people").location == "/agent/sign-in?next=/agent/people"
        assert client.post("/agent/people", data=NEW).status_code == 401

    def test_a7_every_page_of_the_desk_asks_who_is_there(self, app: Flask) -> None:
        open_to_all = {"sign_in", "open_sign_in", "sign_out", "ask_for_link", "send_link",
                       "new_password", "set_new_password"}  # fmt: skip
        unguarded = {
            name
            for name, view in app.view_functions.items()
            if name.startswith("accounts.") and not hasattr(view, "permission")
        }

        assert unguarded == {f"accounts.{name}" for name in open_to_all}


class TestChanging:
    def change(self, client: FlaskClient, person: Person, **fields: str) -> int:
        data = {"role": person.role, "locale": person.locale, "active": "y", **fields}
        sent = {name: value for name, value in data.items() if value}
        return client.post(page_of(person), data=sent).status_code

    def test_an_admin_changes_role_and_language(
        self, desk_of: DeskOf, people: Mapping[Role, Person], session: Session
    ) -> None:
        agent, noise = people[Role.AGENT], people[Role.EDITOR]

        assert self.change(desk_of(Role.ADMIN), agent, role="reviewer", locale="en") == 303

        session.refresh(agent)
        session.refresh(noise)
        assert (agent.role, agent.locale) == ("reviewer", "en")
        assert noise.role == "editor"

    def test_an_admin_chooses_the_teams_whose_cases_a_person_sees(
        self, app: Flask, desk_of: DeskOf, people: Mapping[Role, Person], session: Session
    ) -> None:
        with transaction(session):
            sync_queues(session, app.extensions["lotse.organisation"].teams)
        agent, admin = people[Role.AGENT], desk_of(Role.ADMIN)
        fields = {"role": agent.role, "locale": agent.locale, "active": "y"}

        answer = admin.post(page_of(agent), data={**fields, "queues": ["mail", "access"]})

        assert answer.status_code == 303
        session.rollback()
        assert [queue.key for queue in agent.queues] == ["mail", "access"]
        assert people[Role.LEAD].queues == []
        assert admin.get(page_of(agent)).text.count(" checked") == 3  # two teams, may sign in

        assert admin.post(page_of(agent), data=fields).status_code == 303
        session.rollback()
        assert agent.queues == []

    def test_a_team_that_does_not_exist_is_refused(
        self, desk_of: DeskOf, people: Mapping[Role, Person]
    ) -> None:
        fields = {"role": "agent", "locale": "de", "active": "y", "queues": "secret"}
        answer = desk_of(Role.ADMIN).post(page_of(people[Role.AGENT]), data=fields)

        assert answer.status_code == 422

    def test_a_person_without_access_is_signed_out_at_once_and_stays_out(
        self, desk_of: DeskOf, people: Mapping[Role, Person]
    ) -> None:
        agent, admin = desk_of(Role.AGENT), desk_of(Role.ADMIN)

        assert self.change(admin, people[Role.AGENT], active="") == 303
        assert agent.get("/agent/account").status_code == 302

        assert self.change(admin, people[Role.AGENT]) == 303
        assert agent.get("/agent/account").status_code == 302

    @pytest.mark.parametrize("fields", [{"role": "lead"}, {"active": ""}])
    def test_a8_nobody_changes_their_own_role_or_access(
        self,
        desk_of: DeskOf,
        people: Mapping[Role, Person],
        session: Session,
        fields: dict[str, str],
    ) -> None:
        admin = people[Role.ADMIN]
        client = desk_of(Role.ADMIN)

        assert self.change(client, admin, **fields) == 403
        assert "<select" not in client.get(page_of(admin)).text
        session.refresh(admin)
        assert (admin.role, admin.active) == ("admin", True)

    def test_a8_two_admins_cannot_remove_each_other_at_once(
        self, people: Mapping[Role, Person], session: Session, clock: SettableClock
    ) -> None:
        first, second = people[Role.ADMIN], people[Role.LEAD]
        with transaction(session):
            second.role = "admin"
        with transaction(session):
            change_person(
                session,
                second,
                role=Role.LEAD,
                locale="de",
                active=True,
                actor_id=first.id,
                now=clock(),
            )

        # The second one's request was let through while they still were an admin.
        with pytest.raises(Forbidden), transaction(session):
            change_person(
                session,
                first,
                role=Role.LEAD,
                locale="de",
                active=True,
                actor_id=second.id,
                now=clock(),
            )

    @pytest.mark.parametrize("role", ["", "root", "ADMIN"])
    def test_a_role_that_does_not_exist_is_refused(
        self, desk_of: DeskOf, people: Mapping[Role, Person], role: str
    ) -> None:
        person = people[Role.AGENT]
        answer = desk_of(Role.ADMIN).post(page_of(person), data={"role": role, "locale": "de"})

        assert answer.status_code == 422

    @pytest.mark.parametrize("public_id", ["x", "%00", "..", "1", "x" * 5000])
    def test_a_person_who_does_not_exist_is_not_found(
        self, desk_of: DeskOf, public_id: str
    ) -> None:
        assert desk_of(Role.ADMIN).get(f"/agent/people/{public_id}").status_code == 404


class TestAdding:
    def test_invites_by_mail_and_the_link_sets_the_first_password(
        self, app: Flask, desk_of: DeskOf, session: Session, clock: SettableClock
    ) -> None:
        answer = desk_of(Role.ADMIN).post("/agent/people", data=NEW)

        assert answer.location == "/agent/people?notice=invited"
        mail = session.scalars(select(OutboundMail)).one()
        assert mail.recipient == "ole@nordhafen.example"
        token = mail.text.partition("token=")[2].split()[0]
        clock.advance(days=2)
        data = {
            "token": token,
            "new_password": "a lighthouse",
            "new_password_again": "a lighthouse",
        }
        client = app.test_client()
        assert client.post("/agent/password/new", data={**data, "token": token}).status_code == 303
        signed_in = client.post(
            "/agent/sign-in", data={"email": NEW["email"], "password": "a lighthouse"}
        )
        assert signed_in.status_code == 303

    def test_the_same_person_twice_is_a_conflict_that_keeps_what_was_typed(
        self, desk_of: DeskOf, session: Session
    ) -> None:
        client = desk_of(Role.ADMIN)
        client.post("/agent/people", data=NEW)
        again = client.post("/agent/people", data={**NEW, "email": "OLE@nordhafen.example"})

        assert again.status_code == 409
        assert 'value="Ole Hansen"' in again.text
        assert len(session.scalars(select(OutboundMail.id)).all()) == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"email": "ole"},
            {"email": "ole@localhost"},
            {"email": "a@b.example\r\nBcc: c@d.example"},
            {"email": "a b@c.example"},
            {"email": "ä\x00@c.example"},
            {"email": "x" * 300 + "@c.example"},
            {"email": "a@b@c.example"},
            {"name": ""},
            {"role": "root"},
            {"locale": "xx"},
        ],
    )
    def test_m2_refuses_what_is_no_address_or_name(
        self, desk_of: DeskOf, session: Session, fields: dict[str, str]
    ) -> None:
        answer = desk_of(Role.ADMIN).post("/agent/people", data={**NEW, **fields})

        assert answer.status_code == 422
        assert not session.scalars(select(OutboundMail.id)).all()

    def test_a_new_link_can_be_sent_to_somebody_who_cannot_get_in(
        self, desk_of: DeskOf, people: Mapping[Role, Person], session: Session
    ) -> None:
        answer = desk_of(Role.ADMIN).post(f"{page_of(people[Role.AGENT])}/links")

        assert answer.status_code == 303
        assert session.scalars(select(OutboundMail.recipient)).all() == ["agent@nordhafen.example"]
