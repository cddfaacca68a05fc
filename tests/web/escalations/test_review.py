"""The review page: what travels along, and what the customer does about it."""

import pytest
from sqlalchemy import select

from portal.escalations.case_queries import context_lines
from portal.escalations.models import Draft
from portal.journeys.models import Journey
from portal.journeys.operations import record, state_fact
from portal.remedies.models import Origin, Outcome
from portal.remedies.operations import record_attempt
from tests.web.content import write
from tests.web.escalations.conftest import WHO, WORDS, send


@pytest.fixture
def journey(pages, desk, changing):
    """The visitor searched, read, stated a fact and tried two things."""
    with changing() as session:
        write(session, "mail", "Senden klappt nicht")
    pages.get("/de/articles/senden-klappt-nicht", Sec_Fetch_Mode="navigate")
    pages.get("/de/articles/senden-klappt-nicht", Sec_Fetch_Mode="navigate")
    with changing() as session:
        journey = session.scalars(select(Journey)).one()
        now = desk.clock.advance(minutes=1)
        record(session, journey, "searched", text="keine mails", now=now)
        record(session, journey, "opened", subject="article:99", text="Vertrag kündigen", now=now)
        state_fact(session, journey, "program", "Outlook 2019", now=now)
        for remedy, title, outcome, note in (
            ("mail.reenter_password", "Passwort neu eintragen", Outcome.NO_CHANGE, ""),
            ("mail.pause_antivirus_scan", "Mail-Schutz aus", Outcome.COULD_NOT, "Kennwort fehlt"),
        ):
            record_attempt(
                session,
                journey,
                remedy=remedy,
                outcome=outcome,
                origin=Origin.ARTICLE,
                title=title,
                note=note,
                now=now,
            )
    desk.clock.advance(minutes=1)
    return journey


@pytest.fixture
def sent_lines(desk):
    """What an agent gets, once something was sent."""

    def lines():
        with desk.looking() as session:
            (case,) = desk.cases()
            return [
                (line.section, line.label, line.text, line.outcome, line.note)
                for line in context_lines(session, case)
            ]

    return lines


def test_everything_stands_there_line_by_line(pages, journey):
    page = pages.get("/de/contact")
    assert page.h1 == "Das schicken wir mit"
    for told in (
        "Passwort neu eintragen",
        "Mail-Schutz aus",
        "Ihre Notiz: „Kennwort fehlt“",
        "Programm oder App Outlook 2019",
        "Gesucht: „keine mails“",
        "Gelesen: Senden klappt nicht",
        "Gelesen: Vertrag kündigen",
    ):
        assert told in page.text


def test_what_the_page_shows_is_what_the_agent_gets(pages, journey, sent_lines):
    send(pages, pages.get("/de/contact"))
    assert sent_lines() == [
        ("attempt", "", "Passwort neu eintragen", "no_change", ""),
        ("attempt", "", "Mail-Schutz aus", "could_not", "Kennwort fehlt"),
        ("fact", "Programm oder App", "Outlook 2019", "", ""),
        ("opened", "Gelesen", "Senden klappt nicht", "", ""),
        ("searched", "Gesucht", "keine mails", "", ""),
        ("opened", "Gelesen", "Vertrag kündigen", "", ""),
    ]


def test_a_line_that_is_left_out_can_come_back_and_keeps_what_was_typed(pages, journey, sent_lines):
    page = pages.get("/de/contact")
    page = pages.press(page, "Weglassen: Vertrag kündigen", words=WORDS, name="Sabine")
    assert "Vertrag kündigen weggelassen Doch mitschicken" in page.text
    assert page.one("input", name="name").get("value") == "Sabine"
    assert "Seit Freitag." in page.text

    page = pages.press(page, "Weglassen: Programm oder App")
    page = pages.press(page, "Doch mitschicken: Programm oder App")
    send(pages, page)
    texts = [line[2] for line in sent_lines()]
    assert "Vertrag kündigen" not in texts
    assert "Outlook 2019" in texts


def test_a_line_is_corrected_in_place(pages, journey, sent_lines):
    page = pages.press(pages.get("/de/contact"), "Ändern: Programm oder App", words=WORDS)
    fields = {"text:fact:program": "Outlook 2021", "note:fact:program": "seit März"}
    page = pages.press(page, "Übernehmen", **fields)
    assert "Outlook 2021 Ihre Notiz: „seit März“" in page.text

    page = pages.press(page, "Ändern: Mail-Schutz aus")
    page = pages.press(
        page,
        "Anfrage senden",
        **WHO,
        **{
            "outcome:attempt:mail.pause_antivirus_scan": "worse",
            "note:attempt:mail.pause_antivirus_scan": "",
        },
    )
    lines = sent_lines()
    assert ("attempt", "", "Mail-Schutz aus", "worse", "") in lines
    assert ("fact", "Programm oder App", "Outlook 2021", "", "seit März") in lines


def test_an_emptied_line_is_left_out(pages, journey):
    page = pages.press(pages.get("/de/contact"), "Ändern: Programm oder App")
    page = pages.press(page, "Übernehmen", **{"text:fact:program": " "})
    assert "Outlook 2019 weggelassen" in page.text


def test_something_more_can_be_added_and_taken_back(pages, journey, sent_lines):
    page = pages.press(pages.get("/de/contact"), "Etwas ergänzen", words=WORDS)
    page = pages.press(
        page, "Übernehmen", **{"text:added:1": "PC neu gestartet", "outcome:added:1": "no_change"}
    )
    page = pages.press(page, "Etwas ergänzen")
    page = pages.press(page, "Übernehmen", **{"text:added:2": "Kabel getauscht"})
    page = pages.press(page, "Etwas ergänzen")
    page = pages.press(page, "Übernehmen")
    page = pages.press(page, "Weglassen: Kabel getauscht")
    send(pages, page)
    added = [line for line in sent_lines() if line[2] in {"PC neu gestartet", "Kabel getauscht"}]
    assert added == [("attempt", "", "PC neu gestartet", "no_change", "")]


def test_what_came_up_after_the_page_was_opened_does_not_travel_unseen(
    pages, journey, changing, desk, sent_lines
):
    page = pages.get("/de/contact")
    with changing() as session:
        record(
            session,
            session.get(Journey, journey.id),
            "searched",
            text="etwas Privates",
            now=desk.clock.now,
        )
    send(pages, page)
    assert all("Privates" not in line[2] for line in sent_lines())


@pytest.mark.parametrize(
    "act",
    ["leave:attempt:not.there", "back:x", "edit:nothing", "remove:none", "noise", "add:", ":", "ä"],
)
def test_an_act_on_nothing_changes_nothing(pages, journey, act):
    page = pages.get("/de/contact")
    data = {"draft": page.one("input", name="draft").get("value"), "act": act, "words": WORDS}
    after = pages.post("/de/contact", data, status=200, follow=True)
    assert "weggelassen" not in after.text


def test_lines_that_nobody_knows_are_not_kept(pages, journey, desk):
    page = pages.get("/de/contact")
    evil = {"text:fact:evil": "x", "text:added:999": "y", "outcome:added:1": "evil"}
    pages.press(page, "Datei hinzufügen", status=422, **evil)
    with desk.looking() as session:
        assert session.scalars(select(Draft)).one().changes == {}


def test_a_stranger_sees_nothing_of_a_draft_a1(pages, journey, desk, app):
    from tests.web.page_client import PageClient

    pages.press(pages.get("/de/contact"), "Weglassen: Vertrag kündigen", words=WORDS, name="Sabine")
    stranger = PageClient(app.test_client())
    assert "Sabine" not in stranger.get("/de/contact").body
    with desk.looking() as session:
        draft = session.scalars(select(Draft)).one()
    forged = {"draft": f"{draft.public_id}-{'a' * 32}", "act": "edit:words"}
    assert "Sabine" not in stranger.post("/de/contact", forged, status=200, follow=True).body


def test_the_page_is_in_no_cache_and_tells_no_other_site_its_address(pages, desk):
    headers = pages.get("/de/contact").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
