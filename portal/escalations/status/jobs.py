"""What customers hear by itself: a reminder, a friendly close, one question if it is solved."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.core.jobs import Handler
from portal.escalations.office import Office
from portal.escalations.promises.reminder_operations import CLOSE, REMIND, close_silent, remind
from portal.escalations.status.asking import ASK, ask
from portal.web.locale import app_of_languages


def customer_handlers(office: Office) -> dict[str, Handler]:
    """The jobs; they write mails with the languages of the portal, for which a worker has no app
    of its own."""

    @cache
    def languages() -> Flask:
        return app_of_languages(office.organisation)

    def remind_customer(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            remind(session, payload["promise"], office, now=now)

    def close_case(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            close_silent(session, payload["promise"], office, now=now)

    def ask_customer(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        solved_at = datetime.fromisoformat(payload["solved_at"])
        with languages().app_context():
            ask(session, payload["case"], solved_at, office, now=now)

    return {REMIND: remind_customer, CLOSE: close_case, ASK: ask_customer}
