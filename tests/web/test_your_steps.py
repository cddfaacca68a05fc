"""“Your steps so far”: what a visitor sees, and what is left when they delete it."""

import pytest
from sqlalchemy import func, select

from portal.escalations.models import Draft
from portal.journeys.models import Journey, JourneyEvent, JourneyFact, JourneyKey
from portal.journeys.operations import TOKEN_LENGTH, state_fact
from portal.remedies.models import Attempt
from portal.troubleshooter.models import FlowRecord, FlowVersion, Run, RunAnswer
from portal.web.access import JOURNEY_COOKIE
from tests.web.content import write
from tests.web.page_client import PageClient, words
from tests.web.visiting import ARTICLE, STEPS, TOKEN, cookies, happened, journeys, search


@pytest.fixture
def article(changing, worker):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", body="Die Rechnung.\n")
        written = write(session, "mail", "Senden klappt nicht")
    worker.run_all()
    return written


@pytest.fixture
def visitor(client):
    """A person's browser, as it is after a first page: with the cookie that came along."""
    client.set_cookie(JOURNEY_COOKIE, TOKEN)
    return PageClient(client)


def test_nobody_reads_the_journey_of_somebody_else(app, visitor, article):
    search(visitor, "Geheimnis")
    assert "Geheimnis" in visitor.get(STEPS).text
    stranger = PageClient(app.test_client())
    assert "Geheimnis" not in stranger.get(STEPS).text
    for forged in ("c" * TOKEN_LENGTH, "", "%", "é" * TOKEN_LENGTH, TOKEN[:-1], TOKEN + "b"):
        stranger.browser.set_cookie(JOURNEY_COOKIE, forged)
        assert "Geheimnis" not in stranger.get(STEPS).text
        assert "Geheimnis" not in stranger.get(f"{STEPS}/deletions").text


def test_a_visitor_sees_everything_newest_first(visitor, changing, clock, article):
    search(visitor, "Mails+senden")
    clock.advance(days=1)
    visitor.get(ARTICLE)
    clock.advance(minutes=5)
    attempt = {"remedy": "router.restart", "outcome": "no_change", "note": "Lampe <b>rot</b>"}
    visitor.post(f"{ARTICLE}/attempts", attempt)
    clock.advance(minutes=5)
    visitor.post(f"{ARTICLE}/feedback", {"helpful": "no"})
    clock.advance(minutes=5)
    with changing() as session:
        journey = session.scalars(select(Journey)).one()
        state_fact(session, journey, "customer_number", "204 183", now=clock())

    page = visitor.get(STEPS)
    assert [words(h) for h in page.all("h2")] == ["Heute", "23. November 2026"]
    assert [words(p) for p in page.all("p", class_="log-title")] == [
        "Angegeben: Kundennummer, 204 183",
        "„Senden klappt nicht“ hat nicht geholfen",
        "Gemacht: Router neu starten",
        "Gelesen: Senden klappt nicht",
        "Gesucht: „Mails senden“",
    ]
    assert [words(p) for p in page.all("p", class_="log-detail")] == [
        "ohne Wirkung",
        "Lampe <b>rot</b>",
    ]
    assert page.links()["Gelesen: Senden klappt nicht"] == ARTICLE
    assert page.headers["Cache-Control"] == "no-store"
    assert page.one("meta", name="robots").get("content") == "noindex"
    english = visitor.get("/en/journey")
    assert "Searched for “Mails senden”" in english.text
    assert "Router neu starten no effect" in english.text


def test_who_has_no_steps_is_told_what_comes_here(pages):
    page = pages.get(STEPS)
    assert "Hier steht noch nichts" in page.text
    assert page.all("form", action=f"{STEPS}/beginnings") == []
    assert "nichts" in pages.get(f"{STEPS}/deletions").text


def test_deleting_asks_first_and_then_really_deletes(visitor, changing, clock, article):
    search(visitor)
    visitor.post(f"{ARTICLE}/attempts", {"remedy": "router.restart"})
    with changing() as session:
        state_fact(session, session.scalars(select(Journey)).one(), "since", "Fr", now=clock())
    asked = visitor.get(visitor.get(STEPS).links()["Alles löschen"])
    assert "3 Einträge" in asked.text
    assert journeys(changing) == 1

    deleted = visitor.post(f"{STEPS}/deletions")
    assert "Max-Age=0" in cookies(deleted)[0]
    assert "Alles ist gelöscht" in visitor.get(deleted.location).text
    with changing() as session:
        for table in (Journey, JourneyEvent, JourneyFact, JourneyKey, Attempt):
            assert session.scalar(select(func.count(table.id))) == 0
    visitor.post(f"{STEPS}/deletions")  # sent twice


def test_runs_and_what_was_not_sent_are_told_and_deleted_as_well(visitor, changing, clock, article):
    search(visitor)
    with changing() as session:
        journey = session.scalars(select(Journey)).one()
        flow = FlowRecord(key="mail", state="published", changed_at=clock())
        session.add(flow)
        session.flush()
        version = FlowVersion(flow_id=flow.id, number=1, source="", digest="", created_at=clock())
        session.add(version)
        session.flush()
        times = {"started_at": clock(), "changed_at": clock()}
        run = Run(
            token_hash="x", journey_id=journey.id, version_id=version.id, locale="de", **times
        )
        session.add(run)
        session.flush()
        asked = {"question": "Welches Gerät?", "label": "Ein Laptop", "at": clock()}
        session.add(RunAnswer(run_id=run.id, step="device", value=["laptop"], **asked))
        draft = Draft(journey_id=journey.id, words="Seit Freitag", changes={}, changed_at=clock())
        for name in ("name", "email", "phone", "channel", "callback_wish", "queue_key"):
            setattr(draft, name, "")
        session.add(draft)

    told = visitor.get(STEPS).text
    assert "Welches Gerät?" in told
    assert "Ein Laptop" in told
    assert "noch nicht gesendet Seit Freitag" in told
    visitor.post(f"{STEPS}/deletions")
    with changing() as session:
        for table in (Journey, Run, RunAnswer, Draft):
            assert session.scalar(select(func.count(table.id))) == 0


def test_one_visitors_deletion_leaves_the_others_alone(app, visitor, changing, article):
    search(visitor)
    other = PageClient(app.test_client())
    search(other, "Noch+da")
    visitor.post(f"{STEPS}/deletions")
    assert happened(changing) == [("searched", "Noch da")]
    assert "Noch da" in other.get(STEPS).text


def test_beginning_anew_separates_what_follows_and_hides_nothing(visitor, changing, clock, article):
    search(visitor, "Drucker")
    visitor.post(f"{ARTICLE}/attempts", {"remedy": "router.restart", "outcome": "no_change"})
    clock.advance(minutes=1)
    begun = visitor.press(visitor.get(STEPS), "Neues Anliegen beginnen")
    assert "gehört zu einem neuen Anliegen" in begun.text
    assert "Drucker" in begun.text
    assert "Neues Anliegen beginnen" not in begun.text
    assert "Habe ich gemacht" in visitor.get(ARTICLE).text
    clock.advance(minutes=1)
    search(visitor, "Rechnung")

    assert journeys(changing) == 2
    lines = [words(p) for p in visitor.get(STEPS).all("p", class_="log-title")]
    assert lines[0] == "Gesucht: „Rechnung“"
    assert lines.index("Neues Anliegen begonnen") < lines.index("Gesucht: „Drucker“")
    visitor.post(f"{STEPS}/deletions")
    assert journeys(changing) == 0


def test_after_two_weeks_a_visit_is_about_something_new(visitor, changing, clock, article):
    search(visitor, "Drucker")
    clock.advance(days=14, seconds=1)
    assert "Drucker" in visitor.get(STEPS).text
    search(visitor, "Rechnung")
    assert journeys(changing) == 2


def test_deleting_needs_a_click_here_s2(visitor, changing, article):
    search(visitor)
    visitor.get(f"{STEPS}/deletions")
    visitor.get(f"{STEPS}/beginnings", status=405)
    visitor.post(f"{STEPS}/deletions", status=403, Sec_Fetch_Site="cross-site")
    assert journeys(changing) == 1


def test_the_footer_and_the_privacy_page_lead_there(pages):
    page = pages.get("/de/privacy")
    assert page.links()["Ihre bisherigen Schritte"] == STEPS
    assert "90 Tage" in page.text
    home = pages.get("/en/")
    assert [a.get("href") for a in home.all("a") if words(a) == "Your steps so far"] == [
        "/en/journey"
    ]
