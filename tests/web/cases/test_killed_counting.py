"""kill -9 while cases are counted and made findable: everything is there once."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.db import db
from portal.escalations.finding.following import INDEX
from portal.escalations.finding.models import CaseWords
from portal.escalations.models import Escalation, Message
from portal.insights.caring_job import COUNT, schedule_caring
from portal.insights.caring_models import CaringCount, CountedCase
from tests.conftest import SettableClock
from tests.web.cases.conftest import address, form_of, reply_to
from tests.web.cases.killed_worker import KilledWorker, Settle, killed_worker, ledgers_hold, settle
from tests.web.cases.outbox import PAUSE, mailbox, post_office
from tests.web.conftest import Change
from tests.web.page_client import PageClient

__all__ = ["killed_worker", "ledgers_hold", "mailbox", "post_office", "settle"]
pytestmark = pytest.mark.usefixtures("ledgers_hold")


def test_while_it_is_counted_how_customers_were_cared_for(
    app: Flask, lena: PageClient, case: str, changing: Change, killed_worker: KilledWorker,
    settle: Settle, clock: SettableClock,
) -> None:  # fmt: skip
    lena.post(address(case, "replies"), reply_to(lena.get(address(case))), status=303)
    clock.advance(seconds=PAUSE)
    settle()
    with changing() as session:
        schedule_caring(session, now=clock())

    assert killed_worker.run(COUNT) > 4
    settle()

    def counts() -> Counter[tuple[object, ...]]:
        with app.app_context():
            rows = db.session.scalars(select(CaringCount).where(CaringCount.number != 0))
            return Counter(
                {
                    (str(row.week), row.queue_id, row.measure, row.minutes): row.number
                    for row in rows
                }
            )

    def cells() -> Counter[tuple[object, ...]]:
        with app.app_context():
            every: Counter[tuple[object, ...]] = Counter()
            for row in db.session.scalars(select(CountedCase)):
                every.update({tuple(cell[:-1]): cell[-1] for cell in row.cells})
            return every

    assert counts()
    assert counts() == cells()


def test_while_cases_are_made_findable(
    app: Flask, lena: PageClient, case: str, killed_worker: KilledWorker, settle: Settle
) -> None:
    page = lena.get(address(case))
    lena.post(address(case, "notes"), form_of(page, "notes", body="Zwiebelkuchen"), status=303)

    killed_worker.run(INDEX)
    settle()

    with app.app_context():
        cases = db.session.scalar(select(func.count()).select_from(Escalation))
        assert db.session.scalar(select(func.count()).select_from(CaseWords)) == cases
        assert db.session.scalar(select(func.count()).select_from(Message)) == 1
    assert "Sabine Berger" in lena.get("/agent/cases?q=zwiebelkuchen").text
