"""“What we did together”: the same notes for everybody, to print and to send on."""

from email import message_from_bytes
from email.policy import default

import pytest

from portal.core.db import db
from portal.troubleshooter.models import Run
from tests.mailbox import html, plain
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words
from tests.web.troubleshooter.conftest import address, outcome, reply


@pytest.fixture
def solved(pages, remedy) -> Page:
    """It helped, after a note."""
    return outcome(pages, remedy, "solved", note="Erst beim zweiten Mal")


@pytest.fixture
def notes(pages, solved) -> Page:
    """The notes of the run."""
    link = solved.links()["Was wir zusammen gemacht haben, zum Drucken oder Weiterschicken"]
    return pages.get(link)


def mailed(settings) -> list:
    files = sorted(settings.mail_dir.glob("*.eml")) if settings.mail_dir.exists() else []
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def link_in(mail) -> str:
    [line] = [line for line in plain(mail).splitlines() if "/together/" in line]
    return line.removeprefix("http://localhost")


def test_the_notes_read_like_a_colleagues(notes):
    assert notes.h1 == "Was wir zusammen gemacht haben"
    assert "„Senden klappt nicht“, begonnen Mo., 23. November, 9:30 Uhr." in notes.text
    assert "Wie es steht Es geht wieder." in notes.text
    assert "Passwort im Mailprogramm neu eintragen geholfen" in notes.text
    assert "„Erst beim zweiten Mal“" in notes.text
    assert "Kommen Mails an? Ja, sie kommen an" in notes.text


def test_the_wording_that_was_shown_stands_there_with_its_version(notes):
    assert "Was da stand (Version 3, Deutsch)" in notes.text
    assert "Öffnen Sie Konto › Passwort" in notes.text
    assert "<script>alert" not in notes.body


def test_they_are_in_the_readers_language(pages, notes):
    page = pages.get("/en" + notes.url[3:])

    assert page.h1 == "What we did together"
    assert "Does mail arrive? Yes, it arrives" in page.text
    assert "helped" in page.text
    assert page.one("div", class_="prose").get("lang") == "de"


def test_notes_say_what_is_still_open(pages, remedy):
    page = pages.get(address(remedy).replace("/runs/", "/together/"))

    assert "Noch nicht fertig: Einige Schritte sind noch offen." in page.text
    assert "Noch nichts." in page.text
    worse = outcome(pages, remedy, "worse")
    assert "Ab hier übernimmt ein Mensch." in pages.get(page.url).text
    assert words(worse.one("div", class_="end-person"))


def test_the_link_opens_the_notes_and_nothing_else(app, settings, pages, worker, notes):
    page = pages.press(notes, "Link senden", email="schwester@berger.example")
    assert "Die Adresse dieser Notizen ist unterwegs." in page.text
    worker.run_all()

    [mail] = mailed(settings)
    stranger = PageClient(app.test_client())
    page = stranger.get(link_in(mail))

    assert page.h1 == "Was wir zusammen gemacht haben"
    assert "Passwort im Mailprogramm neu eintragen geholfen" in page.text
    assert not page.one("main").findall(".//form")
    assert notes.url.rpartition("/")[2] not in page.body
    token = link_in(mail).rpartition("/")[2]
    stranger.get(f"/de/runs/{token}", status=404)
    stranger.post(f"/de/together/{token}/mails", {"email": "a@b.example"})
    worker.run_all()
    assert len(mailed(settings)) == 1
    for header in ("no-referrer", "noindex, nofollow", "no-store"):
        assert header in str(page.headers)


def test_the_mail_holds_nothing_that_the_sender_chose_m1(settings, pages, worker, notes):
    pages.press(notes, "Link senden", email="Schwester@Berger.example")
    worker.run_all()

    [mail] = mailed(settings)
    assert mail["To"] == "schwester@berger.example"
    assert mail["Subject"] == "Notizen von Nordhafen"
    assert mail["Auto-Submitted"] == "auto-generated"
    for chosen in ("Senden", "Passwort", "zweiten Mal", "Schwester"):
        assert chosen not in plain(mail) + html(mail)


def test_an_address_gets_few_of_them_m1(pages, notes):
    for _ in range(2):
        pages.press(notes, "Link senden", email="opfer@example.org")

    page = pages.press(notes, "Link senden", email="opfer@example.org", status=422)

    assert "heute genug Mails" in page.text
    assert page.one("input", id="email").get("value") == "opfer@example.org"


@pytest.mark.parametrize("email", ["", "niemand", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused_m2(settings, pages, worker, notes, email):
    page = pages.press(notes, "Link senden", email=email, status=422)
    worker.run_all()

    assert "Geben Sie eine E-Mail-Adresse wie name@example.org ein." in page.text
    assert mailed(settings) == []


def test_a_link_can_be_closed_and_sent_anew_a12(app, settings, pages, worker, notes):
    page = pages.press(notes, "Link senden", email="schwester@berger.example")
    worker.run_all()
    link = link_in(mailed(settings)[0])

    page = pages.press(page, "Link sperren")

    assert "Link sperren" not in page.text
    PageClient(app.test_client()).get(link, status=404)


def test_a_runs_own_address_opens_no_notes_for_strangers(app, notes):
    page = PageClient(app.test_client()).get(notes.url, status=303)
    assert page.location == notes.url.replace("/together/", "/runs/")


def test_no_log_line_holds_the_token_a12(capsys, pages, notes):
    pages.get(notes.url)
    token = notes.url.rpartition("/")[2]
    assert token not in capsys.readouterr().err


def test_deleting_ones_steps_closes_the_link(app, settings, pages, worker, notes):
    pages.press(notes, "Link senden", email="schwester@berger.example")
    worker.run_all()

    pages.post("/de/journey/deletions")

    PageClient(app.test_client()).get(link_in(mailed(settings)[0]), status=404)
    with app.app_context():
        assert db.session.query(Run).count() == 0


def test_what_was_answered_as_a_fact_stands_there_once(pages, remedy):
    asked = outcome(pages, remedy, "no_change")
    pages.post(f"{address(asked)}/answers", {"step": "program", "text": "Outlook"})

    page = pages.get(address(remedy).replace("/runs/", "/together/"))

    assert page.text.count("Outlook") == 1


def test_sending_on_in_english(pages, flow):
    page = pages.post("/en/flows/cannot-send", follow=True, status=200)
    page = outcome(pages, reply(pages, page, "yes"), "solved")
    page = pages.get(page.links()["What we did together, to print or send on"])
    page = pages.press(page, "Send the link", email="sister@berger.example")
    assert "The address of these notes is on its way." in page.text
