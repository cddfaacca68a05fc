"""A request with a picture, for tests of pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.core.types import public_id
from portal.escalations.attachments import Attachment
from portal.escalations.context import Line, Section
from portal.escalations.handing_over.draft_operations import keep_file
from portal.escalations.links import Purpose, token_for
from portal.escalations.models import CaseFile, Escalation
from portal.escalations.office import Office
from portal.escalations.operations import HandOver, open_case

WORDS = "Ich kann keine Mails senden. Seit Freitag."


def hand_over(
    app: Flask,
    session: Session,
    *,
    now: datetime,
    pictures: Sequence[bytes] = (),
    **changes: Any,
) -> Escalation:
    """Frau Berger's request; give what differs. Flushes, does not commit."""
    tried = Line(
        key="attempt:mail.check_outgoing_server",
        section=Section.ATTEMPT,
        label="",
        text="Postausgang geprüft",
        at=now,
        remedy="mail.check_outgoing_server",
        outcome="no_change",
    )
    stated = Line("fact:program", Section.FACT, "Programm", "Outlook 2021")
    values = {
        "public_id": public_id(),
        "words": WORDS,
        "name": "Sabine Berger",
        "email": "sabine@baeckerei-berger.example",
        "phone": "",
        "channel": "mail",
        "callback_wish": "",
        "locale": "de",
        "time_zone": "Europe/Berlin",
        "queue_key": "support",
        "lines": (tried, stated),
    }
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
    sent = HandOver(**(values | changes))
    case = open_case(session, sent, journey=None, draft=None, office=office, now=now)
    for picture in pictures:
        attachment = Attachment(picture, "image/png", "fehlermeldung.png")
        store = app.extensions["lotse.files"]
        file = keep_file(session, store, attachment, owner=f"case:{case.id}", now=now)
        session.add(CaseFile(escalation_id=case.id, file_id=file.id))
    session.flush()
    return case


def address_of(app: Flask, case: Escalation, locale: str = "de") -> str:
    """The page of a request."""
    secret = app.extensions["lotse.settings"].secret_key
    return f"/{locale}/requests/{token_for(case.public_id, Purpose.CASE, secret)}"
