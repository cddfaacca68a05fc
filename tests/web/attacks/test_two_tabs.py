"""Two tabs at the same moment: nobody sees a fault of ours, and nothing stays half deleted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.app import create_app
from portal.core.clock import utc_now
from portal.core.db import db, transaction
from portal.core.jobs import Job, enqueue
from portal.core.settings import Settings
from portal.journeys.models import Journey, JourneyEvent, JourneyKey
from portal.troubleshooter.models import Run, RunAnswer
from portal.web.access import JOURNEY_COOKIE
from tests.web.page_client import PageClient
from tests.web.running_flows import publish_flow

TABS = 4


@pytest.fixture
def busy(settings: Settings) -> Iterator[Flask]:
    """A portal whose clock runs: acts take turns because each moves the journey's time on."""
    app = create_app(settings, utc_now)
    with app.app_context(), transaction(db.session) as session:
        publish_flow(session, now=utc_now())
    yield app
    with app.app_context():
        db.engine.dispose()


def test_steps_are_deleted_while_other_tabs_answer(busy: Flask) -> None:
    for _ in range(3):
        first = PageClient(busy.test_client())
        first.get("/de/contact")
        first.get("/de/search?q=outlook")
        cookie = first.browser.get_cookie(JOURNEY_COOKIE)
        assert cookie is not None
        run = first.post("/de/flows/cannot-send", {}).location.partition("?")[0]
        tabs = [busy.test_client() for _ in range(TABS)]
        for tab in tabs:
            tab.set_cookie(JOURNEY_COOKIE, cookie.value)
        together, numbers = Barrier(TABS), count()

        def act(tab, run=run, together=together, numbers=numbers):
            number = next(numbers)
            together.wait()
            if not number:
                return tab.post("/de/journey/deletions").status_code
            typed = {"step": "receiving", "option": "yes" if number % 2 else "no"}
            return tab.post(f"{run}/answers", data=typed).status_code

        with ThreadPoolExecutor(TABS) as pool:
            found = list(pool.map(act, tabs))
        assert set(found) <= {303, 404, 409}
        assert 303 in found
    with busy.app_context():
        for table in (Journey, JourneyKey, JourneyEvent, Run, RunAnswer):
            assert db.session.scalar(select(func.count(table.id))) == 0


def test_a_job_that_two_acts_want_at_once_is_queued_once_and_fails_neither(busy: Flask) -> None:
    together = Barrier(TABS)

    def act(_: int) -> None:
        together.wait()
        with busy.app_context(), transaction(db.session) as session:
            enqueue(session, "noise", {}, now=utc_now(), dedupe_key="noise")

    with ThreadPoolExecutor(TABS) as pool:
        list(pool.map(act, range(TABS)))
    with busy.app_context():
        same = Job.dedupe_key == "noise"
        assert db.session.scalar(select(func.count(Job.id)).where(same)) == 1
