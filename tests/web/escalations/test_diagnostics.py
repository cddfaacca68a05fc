"""Technical data go along only with a tick for each, a log without its secrets (F40, G5)."""

import pytest
from sqlalchemy import select

from portal.core.files import StoredFile
from portal.escalations.case_queries import context_lines
from portal.escalations.models import CaseFile, Escalation
from tests.web.content import signed_in_as
from tests.web.escalations.conftest import WHO, WORDS, a_file
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient

LOG = (
    b"2026-11-22 16:23 connect smtp.nordhafen.example:587\n"
    b"login sabine@berger.example password=geheim from 198.51.100.7\n"
)
CLEAN = (
    "login [E-Mail-Adresse entfernt] password=[Passwort entfernt] from [Netzwerkadresse entfernt]"
)
AGENT = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture
def stored(desk):
    """stored(): the bytes of every file that the portal keeps."""

    def look():
        store = desk.app.extensions["lotse.files"]
        with desk.looking() as session:
            return [store.get(file.sha256) for file in session.scalars(select(StoredFile))]

    return look


def facts(desk):
    with desk.looking() as session:
        found = session.scalars(select(Escalation).order_by(Escalation.id.desc())).first()
        return [(line.label, line.text) for line in context_lines(session, found)]


def boxes(page):
    every = page.all("input", name="diagnostic")
    return [box.get("value") for box in every if box.get("checked") is not None]


def test_g5_nothing_is_ticked_and_nothing_unticked_goes_along(pages, desk, form):
    assert boxes(form) == []
    pages.press(form, "Anfrage senden", **WHO, words=WORDS)
    assert facts(desk) == []


def test_what_is_ticked_goes_along_as_it_stood_there(pages, desk, form):
    page = pages.get("/de/contact", **AGENT)
    assert "Browser: Firefox 130" in page.text
    ticked = {"diagnostic": ["browser", "screen"], "diagnostic:screen": "1920 × 1080"}
    pages.press(form, "Anfrage senden", **WHO, words=WORDS, **ticked,
                **{"diagnostic:browser": "Firefox 130", "diagnostic:system": "Linux"})  # fmt: skip

    assert facts(desk) == [("Browser", "Firefox 130"), ("Bildschirm und Fenster", "1920 × 1080")]


def test_a_tick_stays_while_the_form_comes_back_and_can_be_taken_back(pages, desk, form):
    ticked = {"diagnostic": "browser", "diagnostic:browser": "Firefox 130"}
    page = pages.press(form, "Anfrage senden", words=WORDS, status=422, **ticked)
    assert boxes(page) == ["browser"]
    desk.clock.advance(seconds=5)
    pages.press(page, "Anfrage senden", **WHO, words=WORDS, diagnostic=[])
    assert facts(desk) == []


def test_g5_a_log_is_cleaned_before_it_is_kept_and_waits_for_a_tick(pages, desk, form, stored):
    page = pages.press(form, "Protokoll bereinigen und ansehen", log=a_file(LOG, "mail.log"))

    assert "1 Passwort, 1 E-Mail-Adresse, 1 Netzwerkadresse" in page.text
    assert CLEAN in page.one("pre").text
    assert all(b"geheim" not in data and b"sabine" not in data for data in stored())
    (box,) = page.all("input", name="agree")
    assert box.get("checked") is None
    desk.clock.advance(seconds=5)
    pages.press(page, "Anfrage senden", **WHO, words=WORDS)
    with desk.looking() as session:
        assert session.scalars(select(CaseFile)).all() == []


def test_a_log_that_is_agreed_to_reaches_the_team_with_what_was_taken_out(
    app, pages, desk, form, lena
):
    page = pages.press(form, "Protokoll bereinigen und ansehen", log=a_file(LOG, "mail.log"))
    (box,) = page.all("input", name="agree")
    desk.clock.advance(seconds=5)
    page = pages.press(page, "Anfrage senden", **WHO, words=WORDS, agree=box.get("value"))

    (case,) = desk.cases()
    team = PageClient(signed_in_as(app, lena.id)).get(f"/agent/cases/{case.public_id}")
    assert "mail.log" in team.text
    assert "entfernt: 1 Passwort, 1 E-Mail-Adresse, 1 Netzwerkadresse" in team.text
    assert "entfernt: 1 Passwort" in page.text


@pytest.mark.parametrize(
    ("data", "name", "status", "words"),
    [
        (b"\x00\x01\x02MZ\x90" * 20, "a.log", 422, "Dateien dieser Art"),
        (b"x" * (2 * 1024 * 1024 + 1), "a.log", 413, "größer als 2 MB"),
        (b"", "", 422, "Wählen Sie zuerst eine Datei"),
    ],
)
def test_a_log_that_cannot_be_taken_loses_nothing_typed(
    pages, desk, form, data, name, status, words
):
    page = pages.press(
        form, "Protokoll bereinigen und ansehen", status=status, words=WORDS, log=a_file(data, name)
    )
    assert words in page.text
    assert WORDS.split("\n")[0] in page.body


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_logs_of_any_program_are_read(pages, form, encoding):
    log = a_file("Grüße von müller@berger.example".encode(encoding), "a.log")
    page = pages.press(form, "Protokoll bereinigen und ansehen", log=log)
    assert "Grüße von [E-Mail-Adresse entfernt]" in page.one("pre").text


def test_from_the_page_of_the_request(app, pages, desk, case, lena, stored):
    page = pages.get(desk.address(case))
    page = pages.press(
        page, "Protokoll bereinigen und ansehen", body="Hier ist es.", log=a_file(LOG, "mail.log"),
        diagnostic="zone", **{"diagnostic:zone": "Europe/Vienna"},
    )  # fmt: skip
    assert "Hier ist es." in page.body
    assert boxes(page) == ["zone"]
    assert all(b"geheim" not in data for data in stored())
    agent = PageClient(signed_in_as(app, lena.id))
    (box,) = page.all("input", name="agree")
    waiting = f"/agent/cases/{case.public_id}/files/{box.get('value')}"
    agent.get(waiting, status=404)
    assert "mail.log" not in agent.get(f"/agent/cases/{case.public_id}").text

    page = pages.press(page, "Nachricht senden", agree=box.get("value"))
    assert "Technische Angaben: Zeitzone: Europe/Vienna" in page.text
    assert ("Zeitzone", "Europe/Vienna") in facts(desk)
    team = agent.get(f"/agent/cases/{case.public_id}").text
    assert "entfernt: 1 Passwort" in team
    assert "Hier ist es." in team


def test_a_log_can_be_taken_back(pages, desk, case):
    page = pages.get(desk.address(case))
    page = pages.press(page, "Protokoll bereinigen und ansehen", log=a_file(LOG, "mail.log"))
    page = pages.press(page, "Entfernen: mail.log", body="bleibt")
    assert "mail.log" not in page.text
    assert "bleibt" in page.body
    with desk.looking() as session:
        assert session.scalars(select(CaseFile)).all() == []


def test_a1_consent_for_another_request_sends_nothing(app, pages, desk, case, changing):
    with changing() as session:
        other = hand_over(app, session, now=desk.clock.now)
    page = pages.press(
        pages.get(desk.address(other)), "Protokoll bereinigen und ansehen", log=a_file(LOG, "a.log")
    )
    (box,) = page.all("input", name="agree")
    pages.post(f"{desk.address(case)}/messages", {"body": "x", "agree": box.get("value")})
    with desk.looking() as session:
        (entry,) = session.scalars(select(CaseFile))
        assert entry.withheld


def test_r8_what_a_browser_says_is_never_html(pages):
    agent = {"user_agent": "Firefox/1 <script>alert(1)</script>", "accept_language": "de"}
    page = pages.get("/de/contact", **agent)
    assert "<script>alert" not in page.body
