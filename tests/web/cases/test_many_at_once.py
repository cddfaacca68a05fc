"""More cases than one request can do go on in a job, with their progress, and survive its end."""

from typing import Any

import pytest
from flask import Flask

from portal.core.worker import Worker
from portal.escalations.bulk import operations
from portal.escalations.desk.operations import add_note
from portal.escalations.models import Message
from tests.conftest import SettableClock
from tests.web.cases.bulk_desk import ask, do, notes_of, outcome, promises_hold  # noqa: F401
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient


def test_more_than_a_few_go_on_by_themselves(
    app: Flask,
    lena: PageClient,
    changing: Change,
    teams: dict[str, int],
    clock: SettableClock,
    worker: Worker,
) -> None:
    with changing() as session:
        cases = [
            hand_over(
                app, session, now=clock(), queue_key="mail", email=f"{n}@example.org"
            ).public_id
            for n in range(35)
        ]
    sent = do(lena, ask(lena, "note", cases), body="Gehört zur Störung")

    page = outcome(lena, sent)
    assert page.headers["Refresh"] == "2"
    assert "10 von 35 Fällen" in page.text
    bar = page.one("progress", id="bulk-progress")
    assert (bar.get("value"), bar.get("max")) == ("10", "35")

    worker.run_one()
    assert len(notes_of(app)) in {10, 20}  # another job may have been due before
    worker.run_all()

    page = outcome(lena, sent)
    assert "35 Fälle wurden geändert." in page.text
    assert "Refresh" not in page.headers
    assert notes_of(app) == ["Gehört zur Störung"] * 35


def test_a_worker_that_dies_in_a_slice_has_done_none_of_it_and_goes_on_from_there(
    app: Flask,
    lena: PageClient,
    changing: Change,
    teams: dict[str, int],
    clock: SettableClock,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with changing() as session:
        cases = [
            hand_over(
                app, session, now=clock(), queue_key="mail", email=f"{n}@example.org"
            ).public_id
            for n in range(15)
        ]
    sent = do(lena, ask(lena, "note", cases), body="Einmal")
    asked = 0

    def dies(*given: Any, **named: Any) -> Message:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise RuntimeError("killed")
        return add_note(*given, **named)

    monkeypatch.setattr(operations, "add_note", dies)
    worker.run_all()
    assert len(notes_of(app)) == 10
    clock.advance(minutes=30)
    worker.run_all()

    assert notes_of(app) == ["Einmal"] * 15
    assert "15 Fälle wurden geändert." in outcome(lena, sent).text
