"""One's own picture: who may see it, and what it is made of."""

import re
from collections.abc import Mapping
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.web.access import Role
from tests.web.accounts.conftest import DeskOf
from tests.web.content import picture_bytes


def send(client: FlaskClient, data: bytes, name: str = "me.png") -> int:
    answer = client.post("/agent/account/picture", data={"picture": (BytesIO(data), name)})
    return answer.status_code


def address(client: FlaskClient) -> str:
    found = re.search(r'src="(/portraits/\w+)"', client.get("/agent/account").text)
    return found[1] if found else ""


@pytest.fixture
def contacts(app: Flask) -> set[int]:
    """Who answers somebody's case, by id; a test adds to it."""
    found: set[int] = set()
    app.extensions["lotse.is_contact"] = lambda _session, person_id: person_id in found
    return found


def test_g7_a_picture_is_public_only_while_its_person_answers_a_case(
    desk_of: DeskOf, client: FlaskClient, people: Mapping[Role, Person], contacts: set[int]
) -> None:
    agent = desk_of(Role.AGENT)
    assert send(agent, picture_bytes((300, 200), "JPEG")) == 303
    url = address(agent)

    assert client.get(url).status_code == 404
    assert desk_of(Role.LEAD).get(url).status_code == 200
    contacts.add(people[Role.LEAD].id)
    assert client.get(url).status_code == 404
    contacts.add(people[Role.AGENT].id)
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.content_type == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with Image.open(BytesIO(answer.data)) as portrait:
        assert portrait.size == (192, 192)


def test_a_new_picture_ends_the_address_of_the_former_one(
    desk_of: DeskOf, people: Mapping[Role, Person], session: Session
) -> None:
    agent = desk_of(Role.AGENT)
    send(agent, picture_bytes())
    former = address(agent)
    send(agent, picture_bytes((9, 9)))

    assert former != address(agent)
    assert agent.get(former).status_code == 404

    assert agent.post("/agent/account/picture/removals").status_code == 303
    assert agent.post("/agent/account/picture/removals").status_code == 303
    assert address(agent) == ""
    session.refresh(people[Role.AGENT])
    assert people[Role.AGENT].picture_id is None


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<?php echo 1;", b"%PDF-1.7"]
)
def test_f1_what_is_no_picture_is_refused_with_a_reason(desk_of: DeskOf, data: bytes) -> None:
    agent = desk_of(Role.AGENT)
    answer = agent.post("/agent/account/picture", data={"picture": (BytesIO(data), "me.png")})

    assert answer.status_code == 422
    assert "PNG, JPEG, GIF oder WebP" in answer.text
    assert 'class="error-summary"' in answer.text
    assert address(agent) == ""


def test_nothing_sent_is_asked_for_again(desk_of: DeskOf) -> None:
    assert desk_of(Role.AGENT).post("/agent/account/picture").status_code == 422


@pytest.mark.parametrize("public_id", ["x", "..%2f..%2fetc", "%00", "x" * 4000])
def test_a13_nobody_finds_people_by_guessing(client: FlaskClient, public_id: str) -> None:
    assert client.get(f"/portraits/{public_id}").status_code == 404
