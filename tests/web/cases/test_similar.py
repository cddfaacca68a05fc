"""Beside a case: similar ones that were solved, with what solved them, and fitting articles."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.core.types import public_id
from portal.core.worker import Worker
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.context import Line, Section
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from tests.conftest import SettableClock
from tests.web.cases.conftest import address
from tests.web.conftest import Change
from tests.web.content import write
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words

Solving = Callable[..., str]


def lists(page: Page) -> list[str]:
    """What stands in both lists, the cases first."""
    return [words(row) for rows in page.all("ul", class_="similar") for row in rows.findall("li")]


@pytest.fixture
def solved(app: Flask, changing: Change, teams: dict[str, int], clock: SettableClock) -> Solving:
    """solved(words, answer, …): a case that this answer has solved; its public id."""

    def make(said: str, answer: str, *, queue: str = "mail", **changes: object) -> str:
        with changing() as session:
            case = hand_over(app, session, now=clock(), queue_key=queue, words=said,
                             email=f"{public_id()}@example.org", **changes)  # fmt: skip
            lena = session.get_one(Person, teams["Lena Braun"])
            office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
            reply = Reply(public_id(), answer, Then.SOLVED)
            send_reply(session, case, reply, revision=case.revision, author=lena, office=office,
                       now=clock())  # fmt: skip
            return case.public_id

    return make


def test_similar_cases_are_solved_ones_with_the_first_sentence_of_the_answer(
    lena: PageClient, case: str, solved: Solving, worker: Worker
) -> None:
    solved(
        "Keine Mails senden seit Montag", "Guten Tag Frau Otto,\n\ndas Kennwort war alt. Viel Spaß."
    )
    worker.run_all()

    page = lena.get(address(case, "similar"))
    (line,) = lists(page)
    assert line.startswith("Keine Mails senden seit Montag")
    assert "das Kennwort war alt." in line
    assert "Guten Tag" not in line
    assert "Viel Spaß" not in line


def test_a_remedy_that_helped_and_an_article_that_was_linked_come_before_words(
    app: Flask, lena: PageClient, case: str, solved: Solving, changing: Change, worker: Worker,
    clock: SettableClock,
) -> None:  # fmt: skip
    with changing() as session:
        write(session, "mail", "Senden klappt nicht", now=clock())
        write(session, "closed", "Senden intern", visibility="internal", now=clock())
    solved(
        "Mails senden geht nicht",
        "Bitte lesen Sie http://localhost/de/articles/senden-klappt-nicht.",
    )
    helped = Line("attempt:x", Section.ATTEMPT, "", "Kennwort neu eingetragen", remedy="mail.x",
                  outcome="solved")  # fmt: skip
    solved("Keine Mails senden am Abend", "Es ist gelöst. Schön.", lines=(helped,))
    worker.run_all()

    similar = lists(lena.get(address(case, "similar")))
    assert any("Kennwort neu eingetragen" in line and "Schön" not in line for line in similar[:2])
    assert any("Senden klappt nicht" in line for line in similar[:2])


def test_fitting_articles_say_what_the_customer_has_done_with_them(
    app: Flask, lena: PageClient, solved: Solving, changing: Change, worker: Worker,
    clock: SettableClock,
) -> None:  # fmt: skip
    with changing() as session:
        for key, title in (("a", "Mails senden"), ("b", "Senden von Mails"), ("c", "Mails lesen")):
            write(session, key, title, now=clock())
        write(session, "d", "Mails senden, nur für uns", visibility="internal", now=clock())
        read = Line("event:1", Section.OPENED, "Gelesen, half nicht", "Mails senden",
                    url="/de/articles/mails-senden")  # fmt: skip
        mine = hand_over(app, session, now=clock(), queue_key="mail", lines=(read,)).public_id
    worker.run_all()

    page = lena.get(address(mine, "similar"))
    found = lists(page)
    assert len(found) == 3
    marked = [line for line in found if "Kunde: Gelesen, half nicht" in line]
    assert marked in ([], found[-1:])
    inserted = [
        button.get("data-insert-article")
        for button in page.all("button")
        if button.get("data-insert-article")
    ]
    assert len(inserted) == len([line for line in found if "intern" not in line])
    assert all(url.startswith("/de/articles/") for url in inserted)


def test_the_page_of_a_case_leads_there_and_names_the_part_that_a_script_fetches(
    lena: PageClient, case: str
) -> None:
    page = lena.get(address(case))
    (box,) = page.all("section", id="similar")

    assert "Ähnliche Fälle und Artikel" in page.links()
    part = lena.browser.get(box.get("data-url")).text
    assert "<html" not in part
    assert "Bisher wurde kein ähnlicher Fall gelöst." in part


def test_a4_a_solved_case_of_another_team_is_similar_to_none_of_ours(
    lena: PageClient, desk_of, case: str, solved: Solving, worker: Worker, changing: Change
) -> None:
    other = solved("Ich kann keine Mails senden", "Geheime Antwort an andere.", queue="web")
    worker.run_all()
    assert lists(lena.get(address(case, "similar"))) == []
    assert desk_of("Aylin").get(address(case, "similar"), status=404)

    mine = solved("Ich kann keine Mails senden", "Unsere Antwort an alle hier.")
    worker.run_all()
    with changing() as session:  # it moves, and the worker has not looked yet
        moved = session.scalars(select(Escalation).where(Escalation.public_id == mine)).one()
        web = session.scalars(select(Escalation).where(Escalation.public_id == other)).one()
        moved.queue_id = web.queue_id
    assert lists(lena.get(address(case, "similar"))) == []
    worker.run_all()
    assert lists(lena.get(address(case, "similar"))) == []


def test_r6_what_customers_wrote_is_text_there(
    lena: PageClient, case: str, solved: Solving, worker: Worker
) -> None:
    solved(
        "Mails senden <img src=x onerror=alert(1)>", "Das hier <script>alert(2)</script> half dann."
    )
    worker.run_all()

    page = lena.get(address(case, "similar"))
    assert "<img src=x" not in page.body
    assert "<script>alert" not in page.body
    assert "&lt;script&gt;" in page.body
