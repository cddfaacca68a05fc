"""The job that reads what a customer wrote."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, NotYet
from portal.escalations.finding.indexing import RETRY_SECONDS, may_come
from portal.escalations.models import Escalation, Message
from portal.escalations.tried_since.operations import READ, keep_told
from portal.intake.recognising import Recognisers
from search.encoder import Encoder

log = structlog.get_logger()


def reading_handlers(recognisers: Recognisers, encoder: Encoder) -> dict[str, Handler]:
    """Words alone recognise less, so a message waits for the model as long as that may come."""

    def read_message(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        message = session.get(Message, payload["message"])
        if message is None:  # erased meanwhile
            return
        case = session.get_one(Escalation, message.escalation_id)
        found = recognisers.recognise(message.body, lang=case.locale)
        if found.by_words and may_come(encoder):
            raise NotYet(RETRY_SECONDS, reason="the model is not ready")
        added = keep_told(session, case, message, found.attempts, now=now)
        if added:
            log.info("cases.attempts_told", message=message.id, lines=len(added))

    return {READ: read_message}
