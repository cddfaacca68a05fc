"""What the customer tells later to have tried is known from then on, and theirs to correct."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from portal.background import job_handlers
from portal.core.db import db
from portal.core.jobs import Job
from portal.core.worker import Worker
from portal.escalations.case_queries import context_lines
from portal.escalations.tried_since.jobs import reading_handlers
from portal.intake.recognising import Recognisers
from search.encoder import ModelUnavailable
from tests.conftest import SettableClock
from tests.unit.intake.test_recognising import Away
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.hand_overs import address_of
from tests.web.page_client import Page, PageClient

TOLD = "Den Router habe ich inzwischen neu gestartet, das hat nichts gebracht."
ASKING = "Guten Tag Frau Berger,\n\nbitte starten Sie den Router neu."
Says = Callable[[str], None]
Lines = Callable[[], list[tuple[str, str, bool]]]


class Missing(Away):
    """A portal without a model, that none will come for."""

    @property
    def recipe(self) -> str:
        raise ModelUnavailable("model_missing")


def line_of(page: Page) -> str:
    """The line of the customer's page that quotes a message, for correcting it."""
    rows = [row for row in page.all("li") if "aus Ihrer Nachricht" in "".join(row.itertext())]
    fields = (field for field in rows[-1].iter("input") if field.get("name") == "line")
    return str(next(fields).get("value"))


@pytest.fixture
def where(app: Flask, seen: Seeing) -> str:
    return address_of(app, seen().case)


@pytest.fixture
def read(app: Flask, clock: SettableClock) -> Callable[[], None]:
    """read(): what was written is read; words have to do."""
    with app.app_context():
        engine = db.engine
    reading = reading_handlers(Recognisers(Missing(), Missing()), Missing())
    handlers = job_handlers(app.extensions["lotse.settings"]) | reading
    return Worker(sessionmaker(engine, expire_on_commit=False), handlers, clock).run_all


@pytest.fixture
def says(pages: PageClient, where: str, read: Callable[[], None]) -> Says:
    """says(text): the customer writes it on their page, and it is read."""

    def write(text: str) -> None:
        pages.press(pages.get(where), "Nachricht senden", body=text)
        read()

    return write


@pytest.fixture
def told(app: Flask, seen: Seeing) -> Lines:
    """told(): remedy, outcome and whether it is called wrong, of each attempt told later."""

    def look() -> list[tuple[str, str, bool]]:
        case = seen().case
        with app.app_context():
            lines = context_lines(db.session, case)
        return [(line.remedy, line.outcome, line.wrong) for line in lines if line.from_message]

    return look


def test_an_attempt_told_later_is_shown_and_not_asked_for_again(
    lena: PageClient, case: str, says: Says, told: Lines
) -> None:
    says(TOLD)

    assert told() == [("router.restart", "no_change", False)]
    page = lena.get(address(case))
    assert "in einer späteren Nachricht, „Den Router habe ich" in page.text
    checked = lena.post(address(case, "checks"), reply_to(page, ASKING), status=200)
    assert "Sabine Berger hat „Router neu starten“ am" in checked.text
    assert "ohne Wirkung" in checked.text


def test_the_customer_sees_it_and_may_correct_it(
    pages: PageClient, where: str, says: Says, told: Lines
) -> None:
    says(TOLD)

    page = pages.get(where)
    assert "Daraus haben wir einen Versuch notiert" in page.text
    assert "aus Ihrer Nachricht: „Den Router habe ich" in page.text
    assert "Was wir mitgeschickt haben: 1 Versuch" in page.text  # the one of the hand-over
    pages.post(f"{where}/corrections", {"line": line_of(page), "wrong": "1"})
    assert told() == [("router.restart", "no_change", True)]


@pytest.mark.parametrize(
    "text",
    [
        "Soll ich den Router neu starten?",
        "Ich kann den Router heute Abend neu starten, wenn Sie möchten.",
        "Danke für die schnelle Antwort, damit hatte ich nicht gerechnet.",
        "<script>alert(1)</script> {{ 7*7 }}",
    ],
)
def test_questions_plans_and_thanks_are_no_attempts(text: str, says: Says, told: Lines) -> None:
    says(text)

    assert told() == []


def test_what_is_known_is_not_added_again(says: Says, told: Lines) -> None:
    says(TOLD)
    says("Wie gesagt: " + TOLD)

    assert len(told()) == 1


def test_what_could_not_be_done_may_be_done_later(says: Says, told: Lines) -> None:
    says("Den Router konnte ich nicht neu starten, er steht beim Nachbarn.")
    says(TOLD)

    assert ("router.restart", "no_change", False) in told()


def test_a_correction_is_no_message_to_read(
    app: Flask, pages: PageClient, where: str, says: Says, read: Callable[[], None]
) -> None:
    says(TOLD)
    line = line_of(pages.get(where))
    pages.post(f"{where}/corrections", {"line": line, "outcome": "solved"})

    with app.app_context():
        waiting = db.session.scalars(select(Job).where(Job.kind == "read_message"))
        assert all(job.done_at is not None for job in waiting)


def test_a_page_that_is_open_meanwhile_is_not_outdated_by_it(
    lena: PageClient, case: str, says: Says, read: Callable[[], None], pages: PageClient, where: str
) -> None:
    pages.press(pages.get(where), "Nachricht senden", body=TOLD)
    page = lena.get(address(case))
    read()

    lena.post(address(case, "notes"), form_of(page, "notes", body="Ruft morgen an."), status=303)


def test_a_message_waits_for_a_model_that_may_come(
    pages: PageClient, where: str, worker: Worker, told: Lines, read: Callable[[], None],
    clock: SettableClock,
) -> None:  # fmt: skip
    pages.press(pages.get(where), "Nachricht senden", body=TOLD)
    worker.run_all()
    assert told() == []

    clock.advance(minutes=1)
    read()
    assert len(told()) == 1
