"""Cases to act on together, and how an agent does it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.events import events_of
from portal.escalations.models import OPEN_STATUSES, Escalation, Message, Promise
from portal.escalations.promises.ledger import recompute
from portal.escalations.tags.models import CaseTag, Tag
from tests.web.page_client import Page, PageClient

Desk = Callable[[str], PageClient]
BULK = "/agent/cases/bulk"


def ask(browser: PageClient, act: str, cases: list[str], status: int = 200) -> Page:
    question = "&".join(f"case={case}" for case in cases)
    return browser.get(f"{BULK}?act={act}&{question}", status=status)


def ticked(page: Page) -> list[str]:
    """The boxes of the page that are ticked."""
    boxes = page.all("input", type="checkbox", name="case")
    return [box.get("value", "") for box in boxes if box.get("checked") is not None]


def do(browser: PageClient, page: Page, status: int = 303, **typed: object) -> Page:
    """Send the form of the page as it is filled in, with what is typed."""
    hidden = {
        name: page.one("input", type="hidden", name=name).get("value", "")
        for name in ("act", "run", "list")
    }
    shown = [field.get("value") for field in page.all("input", type="hidden", name="shown")]
    sent = hidden | {"shown": shown, "case": ticked(page)} | typed
    return browser.post(BULK, sent, status=status)


def outcome(browser: PageClient, sent: Page) -> Page:
    return browser.get(sent.location)


def of(app: Flask, public_id: str) -> Escalation:
    with app.app_context():
        query = select(Escalation).where(Escalation.public_id == public_id)
        return db.session.scalars(query).one()


def tagged(app: Flask) -> dict[str, set[str]]:
    with app.app_context():
        query = select(Tag.name, Escalation.public_id).join(CaseTag, CaseTag.tag_id == Tag.id)
        rows = db.session.execute(query.join(Escalation, Escalation.id == CaseTag.escalation_id))
        found: dict[str, set[str]] = {}
        for name, case in rows:
            found.setdefault(name, set()).add(case)
        return found


@pytest.fixture(autouse=True)
def promises_hold(app: Flask, teams: dict[str, int]) -> object:
    """Whatever was done: one open promise for each open case, and as its log tells it."""
    yield
    with app.app_context():
        for case in db.session.scalars(select(Escalation)):
            mine = (Promise.escalation_id == case.id, Promise.state == "open")
            number = db.session.scalar(select(func.count()).select_from(Promise).where(*mine))
            assert number == (1 if case.status in OPEN_STATUSES else 0)
            ledger = recompute(events_of(db.session, f"case:{case.id}"))
            assert sum(entry.state == "open" for entry in ledger) == number


def notes_of(app: Flask) -> list[str]:
    with app.app_context():
        query = select(Message.body).where(Message.kind == "note")
        return list(db.session.scalars(query))
