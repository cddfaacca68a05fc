"""Going through a draft as a customer would, with nothing recorded."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.remedies.models import Attempt
from portal.troubleshooter.models import Run
from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient
from tests.web.running_flows import SOURCE, publish_flow

RUN = "/agent/flows/cannot-send/draft/run"
QUESTIONS = Path(__file__).parents[1] / "troubleshooter" / "questions.yaml"


@pytest.fixture
def author(app, changing, clock):
    with changing() as session:
        publish_flow(session, now=clock())
    return PageClient(as_role(app, Role.AGENT))


def test_a_reply_leads_on_and_stands_in_the_address(author):
    page = author.get(f"{RUN}?step=receiving&option=yes", follow=True)

    assert "a=receiving%3Dyes" in page.url
    assert "Passwort neu ein" in page.text


def test_an_outcome_leads_on_and_a_step_back_takes_it_back(author):
    page = author.get(f"{RUN}?a=receiving%3Dyes&o=mail.reenter_password%3Dworse")
    assert "Jetzt hilft Ihnen ein Mensch" in page.text

    links = [link for words, link in page.links().items() if words.startswith("Hierher zurück")]

    assert "mail.reenter_password" not in links[1]


def test_the_other_language_shows_the_same_step(author):
    page = author.get(f"{RUN}?lang=en")
    assert "Does mail arrive?" in page.text


def test_nothing_is_recorded(author, changing):
    author.get(f"{RUN}?a=receiving%3Dyes&o=mail.reenter_password%3Dno_change")

    with changing() as session:
        for table in (Run, Attempt):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_no_choice_is_asked_for_again(author):
    assert "Wählen Sie eine Antwort" in author.get(f"{RUN}?step=receiving", status=422).text


def test_a_text_that_cannot_be_walked_leads_back_to_the_editor(author):
    draft = {"source": "nothing", "base": "0"}
    author.post("/agent/flows/cannot-send/draft", draft)
    assert author.get(RUN, status=303).location == "/agent/flows/cannot-send/draft"


def test_what_is_tried_out_is_the_draft(author):
    draft = {"source": SOURCE.replace("Kommen Mails an?", "Ganz neu?"), "base": "0"}
    author.post("/agent/flows/cannot-send/draft", draft)
    assert "Ganz neu?" in author.get(RUN).text


@pytest.mark.parametrize("junk", ["a=%00", "a=receiving", "o==", "a=receiving%3Dno-such", "x=y"])
def test_junk_in_the_address_is_no_reply(author, junk):
    assert "Kommen Mails an?" in author.get(f"{RUN}?{junk}").text


def test_lists_decisions_and_checks_are_as_customers_meet_them(author, changing, clock):
    with changing() as session:
        publish_flow(session, now=clock(), source=QUESTIONS.read_text(encoding="utf-8"))
    run = "/agent/flows/questions/draft/run"
    assert len(author.get(run).all("option")) > 240

    page = author.get(f"{run}?step=country&option=at", follow=True)
    assert "Wann ziehen Sie aus?" in page.text
    early = f"{run}?a=country%3Dat&a=begin%3D2026-11-20&step=since&text=2026-11-19"
    assert "Das wäre vor dem Auszug." in author.get(early, status=422).text
    assert "Jetzt hilft Ihnen ein Mensch" in author.get(f"{run}?a=country%3Dnz").text
