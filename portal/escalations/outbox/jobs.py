"""The job that sends a reply when its pause is over."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.core.jobs import Handler
from portal.escalations.office import Office
from portal.escalations.outbox.operations import SEND_REPLY, send_waiting
from portal.web.locale import app_of_languages


def outbox_handlers(office: Office) -> dict[str, Handler]:
    """It writes its mail with the languages of the portal, for which a worker has no app of its
    own. All that it does is one transaction: killed within it, it has done nothing."""

    @cache
    def languages() -> Flask:
        return app_of_languages(office.organisation)

    def send_reply(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            send_waiting(session, payload["reply"], office, now=now)

    return {SEND_REPLY: send_reply}
