"""A desk with people, customers at their browsers, and a look at what was kept."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.accounts.queues import sync_queues
from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.escalations.models import Escalation
from tests.conftest import SettableClock
from tests.web.conftest import Change
from tests.web.content import colleague
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import Page, PageClient

WHO = {"name": "Sabine Berger", "email": "sabine@baeckerei-berger.example"}
WORDS = "Ich kann keine Mails senden.\nSeit Freitag."


@dataclass
class Desk:
    """The portal from behind."""

    app: Flask
    clock: SettableClock

    @contextmanager
    def looking(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session

    def cases(self) -> list[Escalation]:
        with self.looking() as session:
            whole = [joinedload(part) for part in (Escalation.contact, Escalation.queue)]
            query = select(Escalation).options(*whole, joinedload(Escalation.requester))
            return list(session.scalars(query.order_by(Escalation.id)))

    def mails(self) -> list[OutboundMail]:
        with self.looking() as session:
            return list(session.scalars(select(OutboundMail).order_by(OutboundMail.id)))

    def address(self, case: Escalation) -> str:
        return address_of(self.app, case)


@pytest.fixture
def desk(app: Flask, clock: SettableClock, changing: Change) -> Desk:
    """Lena Braun takes what comes."""
    with changing() as session:
        sync_queues(session, app.extensions["lotse.organisation"].teams)
        colleague(session, "Lena Braun", queues=("support", "mail"))
    return Desk(app, clock)


@pytest.fixture
def lena(desk: Desk) -> Person:
    with desk.looking() as session:
        return session.scalars(select(Person)).one()


@pytest.fixture
def case(desk: Desk, changing: Change) -> Escalation:
    """Frau Berger's request."""
    with changing() as session:
        return hand_over(desk.app, session, now=desk.clock.now)


@pytest.fixture
def form(pages: PageClient, desk: Desk) -> Page:
    """The empty form, opened five seconds ago."""
    page = pages.get("/de/contact")
    desk.clock.advance(seconds=5)
    return page


@pytest.fixture
def sent(pages: PageClient, form: Page) -> Page:
    """The page of a request that was just sent."""
    return send(pages, form)


def send(pages: PageClient, page: Page, **fields: Any) -> Page:
    """Fill in what is needed and send."""
    return pages.press(page, "Anfrage senden", **({**WHO, "words": WORDS} | fields))


def a_file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    """As the test client wants it."""
    return io.BytesIO(data), name
