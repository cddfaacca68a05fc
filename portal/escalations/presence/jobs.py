"""Nothing is kept about who looked at what: the rows go when they have run out. Nobody there, no
job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.jobs import Handler
from portal.escalations.presence.operations import FORGET, forget_gone, schedule_forgetting


def presence_handlers() -> dict[str, Handler]:
    """The job that deletes them, and comes again while somebody is left."""

    def forget(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        if forget_gone(session, now=now):
            schedule_forgetting(session, now=now)

    return {FORGET: forget}
