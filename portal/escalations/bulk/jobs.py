"""Acts on many cases go on after the request, a slice at a time, so that nobody waits for them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue
from portal.escalations.bulk.models import BulkRun
from portal.escalations.bulk.operations import work_off
from portal.escalations.office import Office
from portal.web.locale import app_of_languages

GO_ON = "go_on_with_bulk_act"


def bulk_handlers(office: Office) -> dict[str, Handler]:
    """The job that does the next slice of a run and puts itself into the queue for the one after
    it. What was done stands in the run, in the same transaction: killed, it goes on from there."""

    @cache
    def languages() -> Flask:
        return app_of_languages(office.organisation)

    def go_on(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        run = session.get(BulkRun, payload["run"])
        if run is None:
            return
        with languages().app_context():
            finished = work_off(session, run, office, now=now)
        if not finished:
            go_on_later(session, run, now=now)

    return {GO_ON: go_on}


def go_on_later(session: Session, run: BulkRun, *, now: datetime) -> None:
    """Let a job do the rest."""
    enqueue(session, GO_ON, {"run": run.id}, now=now)
