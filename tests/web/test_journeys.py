"""What of a visit is recorded, who may see it, and how it is deleted."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.escalations.models import Draft
from portal.helpcenter import recording
from portal.journeys.models import Journey, JourneyEvent, JourneyFact, JourneyKey
from portal.journeys.operations import TOKEN_LENGTH, state_fact
from portal.journeys.visits import COOKIE_SECONDS
from portal.remedies.models import Attempt
from portal.troubleshooter.models import FlowRecord, FlowVersion, Run, RunAnswer
from portal.web.access import JOURNEY_COOKIE, Role
from tests.web.content import as_role, write
from tests.web.page_client import PageClient, words

ARTICLE = "/de/articles/senden-klappt-nicht"
STEPS = "/de/journey"
TOKEN = "b" * TOKEN_LENGTH


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


def happened(changing):
    with changing() as session:
        rows = session.scalars(select(JourneyEvent).order_by(JourneyEvent.id))
        return [(row.kind, row.text) for row in rows]


def journeys(changing):
    with changing() as session:
        return session.scalar(select(func.count(Journey.id)))


def search(pages, query="Postausgang", **headers):
    return pages.get(f"/de/search?q={query}", **({"Sec_Fetch_Mode": "navigate"} | headers))


def cookies(page):
    return [c for c in page.headers.getlist("Set-Cookie") if c.startswith(JOURNEY_COOKIE)]


def test_a_first_article_writes_nothing_and_gives_a_cookie(pages, changing, article):
    page = pages.get(ARTICLE)

    assert journeys(changing) == 0
    cookie = cookies(page)[0]
    assert re.match(rf"{JOURNEY_COOKIE}=[a-z0-9]{{{TOKEN_LENGTH}}};", cookie)
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={COOKIE_SECONDS}"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert cookies(pages.get(ARTICLE)) == []  # who has one keeps it


def test_the_next_article_begins_the_journey_with_the_one_before(visitor, changing, article):
    visitor.get("/de/articles/rechnung-verstehen", Referer=f"http://localhost{ARTICLE}")

    assert happened(changing) == [
        ("opened", "Senden klappt nicht"),
        ("opened", "Rechnung verstehen"),
    ]


@pytest.mark.parametrize(
    "referer",
    [
        "",
        f"http://evil.example{ARTICLE}",
        "http://localhost/de/articles/gibt-es-nicht",
        "http://localhost/de/articles/%00",
        "http://localhost/agent/articles",
        "http://[broken",
        "not an address",
    ],
)
def test_only_an_article_of_ours_counts_as_the_one_before(visitor, changing, article, referer):
    visitor.get("/de/articles/rechnung-verstehen", Referer=referer)
    assert happened(changing) == [("opened", "Rechnung verstehen")]


def test_an_article_from_the_browsers_copy_is_read_as_well(visitor, changing, article):
    etag = visitor.get("/de/articles/rechnung-verstehen").headers["ETag"]
    visitor.get(ARTICLE)
    visitor.get("/de/articles/rechnung-verstehen", status=304, If_None_Match=etag)
    assert [text for _kind, text in happened(changing)] == [
        "Rechnung verstehen",
        "Senden klappt nicht",
        "Rechnung verstehen",
    ]


def test_a_search_begins_a_journey_at_once(pages, changing, article):
    page = search(pages, "Passwort+geht+nicht")
    assert happened(changing) == [("searched", "Passwort geht nicht")]
    assert "HttpOnly" in cookies(page)[0]
    search(pages, "Passwort+geht+nicht&language=de")
    assert len(happened(changing)) == 1  # a filter is no new question
    assert journeys(changing) == 1


@pytest.mark.parametrize("query", ["", "+++", "%3F%21", "-"])
def test_signs_alone_are_no_question(pages, changing, article, query):
    search(pages, query)
    assert journeys(changing) == 0


def test_typing_is_not_recorded_only_asking(visitor, changing, article):
    visitor.get("/de/search/suggestions?q=Send")
    assert journeys(changing) == 0


def test_not_helped_is_recorded_with_the_article(pages, changing, article):
    pages.post(f"{ARTICLE}/feedback", {"helpful": "no"}, Referer=f"http://localhost{ARTICLE}")
    pages.post(f"{ARTICLE}/feedback", {"helpful": "yes"})
    assert happened(changing) == [
        ("opened", "Senden klappt nicht"),
        ("not_helped", "Senden klappt nicht"),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Moz": "prefetch"},
        {"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User_Agent": "facebook crawler"},
    ],
    ids=str,
)
def test_looking_ahead_and_crawling_leave_no_trace(visitor, changing, article, headers):
    visitor.get(ARTICLE, **headers)
    search(visitor, **headers)
    assert journeys(changing) == 0


def test_head_and_programs_without_cookies_leave_no_trace(visitor, app, changing, article):
    visitor.browser.head(ARTICLE)
    visitor.browser.head("/de/search?q=Postausgang", headers={"Sec-Fetch-Mode": "navigate"})
    PageClient(app.test_client()).get("/de/search?q=Postausgang")  # no browser sends so little
    assert journeys(changing) == 0


def test_a_phone_called_cubot_is_no_robot(visitor, changing, article):
    visitor.get(ARTICLE, User_Agent="Mozilla/5.0 (Linux; Android 13; CUBOT X70)")
    assert len(happened(changing)) == 1


def test_who_is_signed_in_is_not_recorded(app, changing, article):
    agent = PageClient(as_role(app, Role.AGENT))
    agent.browser.set_cookie(JOURNEY_COOKIE, TOKEN)
    agent.get(ARTICLE)
    search(agent)
    agent.post(f"{ARTICLE}/feedback", {"helpful": "no"})
    assert journeys(changing) == 0


def test_a_script_gets_no_table_to_fill_v9(app, changing, article):
    for _ in range(125):
        PageClient(app.test_client()).get("/de/search?q=x", Sec_Fetch_Mode="navigate")
    assert journeys(changing) == 120


def test_a_journey_that_is_full_takes_no_more_f5(visitor, changing, article, monkeypatch):
    monkeypatch.setattr("portal.journeys.operations.MOST_EVENTS", 3)
    for number in range(6):
        search(visitor, f"Frage{number}")
    assert len(happened(changing)) == 3


def test_a_page_is_shown_even_if_it_cannot_be_recorded(visitor, article, monkeypatch, capfd):
    def fail(*_arguments: object, **_named: object) -> None:
        raise OperationalError("INSERT", {}, Exception("locked"))

    monkeypatch.setattr("portal.journeys.visits.record", fail)
    assert visitor.get(ARTICLE).h1 == "Senden klappt nicht"
    assert "journey.not_recorded" in capfd.readouterr().err


def test_nobody_reads_the_journey_of_somebody_else(app, visitor, article):
    search(visitor, "Geheimnis")
    assert "Geheimnis" in visitor.get(STEPS).text
    stranger = PageClient(app.test_client())
    assert "Geheimnis" not in stranger.get(STEPS).text
    for forged in ("c" * TOKEN_LENGTH, "", "%", "é" * TOKEN_LENGTH, TOKEN[:-1], TOKEN + "b"):
        stranger.browser.set_cookie(JOURNEY_COOKIE, forged)
        assert "Geheimnis" not in stranger.get(STEPS).text
        assert "Geheimnis" not in stranger.get(f"{STEPS}/deletions").text


def test_the_database_holds_no_cookie(visitor, changing, article):
    search(visitor)
    with changing() as session:
        assert TOKEN not in session.scalars(select(JourneyKey.token_hash)).one()


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


def test_subjects_name_articles_as_the_agreement_says(visitor, changing, article):
    visitor.get(ARTICLE)
    with changing() as session:
        event = session.scalars(select(JourneyEvent)).one()
        assert event.subject == recording.subject(article.id) == f"article:{article.id}"
        assert event.details == {"url": ARTICLE}
