"""A desk with three teams, a case to answer, and browsers of people who may and may not see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.queues import sync_queues
from portal.core.db import db
from portal.escalations.models import Escalation, Message, Promise
from portal.escalations.office import Office
from portal.escalations.operations import confirm_address
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.conftest import Change
from tests.web.content import colleague, picture_bytes, signed_in_as
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient

PEOPLE = {
    "Lena Braun": ("mail", Role.AGENT),
    "Tom Behrens": ("mail", Role.AGENT),
    "Aylin Kaya": ("web", Role.LEAD),
    "Jonas Petersen": ("", Role.REVIEWER),
    "Maren Petersen": ("", Role.ADMIN),
}
TOMORROW = "2026-11-24T10:00+01:00"
Seeing = Callable[[], "Seen"]


@dataclass(frozen=True)
class Seen:
    """A case as the database holds it."""

    case: Escalation
    messages: list[Message]
    promises: list[Promise]
    contact: str

    @property
    def said(self) -> list[tuple[str, str]]:
        """Kind and text of each message."""
        return [(message.kind, message.body) for message in self.messages]

    @property
    def open_promise(self) -> Promise:
        """The only promise in force."""
        (found,) = [promise for promise in self.promises if promise.state == "open"]
        return found


@pytest.fixture
def teams(app: Flask, changing: Change) -> dict[str, int]:
    """The people of PEOPLE, by name."""
    with changing() as session:
        sync_queues(session, app.extensions["lotse.organisation"].teams)
        return {
            name: colleague(session, name, role=role, queues=(queue,) if queue else ()).id
            for name, (queue, role) in PEOPLE.items()
        }


@pytest.fixture
def desk_of(app: Flask, teams: dict[str, int]) -> Callable[[str], PageClient]:
    """desk_of("Lena"): the browser of somebody who is signed in, by the first name."""

    def browser(first_name: str) -> PageClient:
        (name,) = [name for name in teams if name.startswith(first_name)]
        return PageClient(signed_in_as(app, teams[name]))

    return browser


@pytest.fixture
def lena(desk_of: Callable[[str], PageClient]) -> PageClient:
    """The browser of the case's contact person."""
    return desk_of("Lena")


@pytest.fixture
def case(app: Flask, changing: Change, teams: dict[str, int], clock: SettableClock) -> str:
    """The public id of Frau Berger's case, which is Lena's; beside one of another team."""
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="web", name="Nebensache",
                  email="noise@example.org")  # fmt: skip
        berger = hand_over(app, session, now=clock(), queue_key="mail", pictures=[picture_bytes()])
        office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
        confirm_address(session, berger, office=office, now=clock())
        return berger.public_id


@pytest.fixture
def seen(app: Flask, case: str) -> Seeing:
    """seen(): Frau Berger's case as it stands now."""

    def look() -> Seen:
        with app.app_context():
            session = db.session
            found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
            mine = found.id
            messages = select(Message).where(Message.escalation_id == mine).order_by(Message.id)
            promises = select(Promise).where(Promise.escalation_id == mine).order_by(Promise.id)
            contact = session.get(Person, found.contact_id) if found.contact_id else None
            return Seen(
                found,
                list(session.scalars(messages)),
                list(session.scalars(promises)),
                contact.name if contact else "",
            )

    return look


def address(case: str, act: str = "") -> str:
    """The page of a case, or where an act of it goes."""
    return f"/agent/cases/{case}{'/' if act else ''}{act}"


def form_of(page: Page, act: str, **typed: str) -> dict[str, str]:
    """The hidden fields of a form of the page, with what is typed into it."""
    form = next(form for form in page.all("form") if form.get("action", "").endswith(f"/{act}"))
    hidden = {
        field.get("name", ""): field.get("value", "")
        for field in form.iter("input")
        if field.get("type") == "hidden"
    }
    return hidden | typed


def reply_to(
    page: Page, body: str = "Bitte prüfen Sie „Anmelden mit“.", **more: Any
) -> dict[str, str]:
    """A reply with a promise for tomorrow at ten; give what differs."""
    typed = {"body": body, "then": "go_on", "promise": "Ich frage nach", "due": TOMORROW}
    return form_of(page, "replies", **(typed | more))


def kept_text(page: Page) -> str:
    """What stands in the text field of the reply."""
    return (page.one("textarea", id="body").text or "").strip()
