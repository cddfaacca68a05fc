"""The mails of a request, as a real mail server gets them."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from portal.core.settings import Settings
from portal.escalations import notifications
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from tests.mailbox import Mailbox, free_port, plain, running
from tests.web.content import colleague
from tests.web.escalations.conftest import send
from tests.web.escalations.test_status import answer
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    return replace(settings, smtp_url=mailbox.url)


def text_of(message: EmailMessage) -> str:
    return plain(message).replace("\N{NO-BREAK SPACE}", " ")


def link_in(message: EmailMessage) -> str:
    (line,) = [line for line in text_of(message).splitlines() if line.startswith("http")]
    return line.removeprefix("http://localhost")


def test_the_first_mail_is_neutral_and_the_second_tells_everything(
    pages, form, desk, worker, mailbox
):
    send(pages, form)
    worker.run_all()
    (neutral,) = mailbox.messages
    assert neutral["To"] == "sabine@baeckerei-berger.example"
    assert neutral["Subject"].replace("\xa0", " ") == "Ihre Anfrage 10 001 an Nordhafen"
    assert neutral["Auto-Submitted"] == "auto-generated"
    for told in ("Berger", "senden", "Freitag", "Lena"):
        assert told not in text_of(neutral)

    page = pages.get(link_in(neutral))
    page = pages.press(page, "Adresse bestätigen")
    assert "Ihre E-Mail-Adresse ist bestätigt." in page.text
    worker.run_all()
    full = mailbox.messages[1]
    for told in (
        "> Ich kann keine Mails senden.",
        "> Seit Freitag.",
        "Für Sie zuständig: Lena Braun",
        "Mo., 23. November, 11:00 Uhr: Lena Braun liest Ihre Anfrage und schreibt Ihnen.",
    ):
        assert told in text_of(full)
    assert full["In-Reply-To"] == full["References"] == neutral["Message-ID"]
    assert full["Subject"] == neutral["Subject"]
    assert "token=" not in text_of(full)


def test_the_address_on_the_screen_confirms_nothing(pages, sent, desk):
    assert "Adresse bestätigen" not in sent.text
    address = desk.address(desk.cases()[0])
    for code in ("", "x", address.rpartition("/")[2]):
        pages.post(f"{address}/confirmation", {"token": code}, status=404)
        assert "Adresse bestätigen" not in pages.get(f"{address}?token={code}").text
    assert desk.cases()[0].requester.confirmed_at is None


def test_an_answer_is_neutral_until_the_address_is_confirmed_and_one_thread(
    app, pages, desk, case, changing, lena, worker, mailbox
):
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])

    def reply(text: str) -> None:
        with changing() as session:
            message = answer(session, case, lena, text, desk)
            found = session.get(Escalation, case.id)
            notifications.announce_reply(session, found, message, office, now=desk.clock.now)
        worker.run_all()

    reply("Geheime Antwort")
    assert "Geheime" not in text_of(mailbox.messages[-1])
    pages.press(pages.get(link_in(mailbox.messages[-1])), "Adresse bestätigen")
    reply("Ich prüfe die Protokolle.")
    full = mailbox.messages[-1]
    assert "Ich prüfe die Protokolle.\n\nLena Braun" in text_of(full)
    assert "bis Mo., 23. November, 12:30 Uhr: Lena Braun prüft die Protokolle." in text_of(full)
    assert full["Auto-Submitted"] is None
    ids = [message["Message-ID"] for message in mailbox.messages]
    assert full["References"].split() == ids[:-1]
    assert full["In-Reply-To"] == ids[-2]


def test_m1_a_flood_of_forms_is_one_mail_a_day(app, desk, changing, worker, mailbox):
    for _ in range(20):
        with changing() as session:
            hand_over(app, session, now=desk.clock.now, words="evil.example", name="Gewinn")
    worker.run_all()
    assert len(mailbox.messages) == 1
    assert "evil" not in mailbox.messages[0].as_string()

    desk.clock.advance(hours=24)
    with changing() as session:
        hand_over(app, session, now=desk.clock.now)
    worker.run_all()
    assert len(mailbox.messages) == 2


def test_m1_a11_the_page_does_not_tell_whether_an_address_is_known(app, desk, worker):
    texts = set()
    for email in ("new@example.org", "known@example.org", "known@example.org"):
        pages = PageClient(app.test_client())
        page = pages.get("/de/contact")
        desk.clock.advance(seconds=5)
        sent = send(pages, page, email=email)
        number = sent.one("p", class_="status-line").text.split()[1]
        texts.add(sent.one("div", class_="band").text)
        assert number
    assert len(texts) == 1


HOSTILE = (
    "Sabine\r\nBcc: victim@example.org",
    "Sabine\nBcc: victim@example.org",
    "=?utf-8?q?x=0ABcc=3A_victim=40example.org?=",
    "Sabine\u2028Bcc: victim@example.org",
    "Sabine\x0bBcc: victim@example.org",
)


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize("field", ["name", "email", "words", "phone"])
def test_m2_no_field_writes_a_header(pages, form, desk, worker, mailbox, field, evil):
    value = f"sabine@example.org{evil.removeprefix('Sabine')}" if field == "email" else evil
    data = {
        "draft": form.one("input", name="draft").get("value"),
        "asked": form.one("input", name="asked").get("value"),
        "name": "Sabine",
        "email": "sabine@example.org",
        "words": "x",
        "phone": "1",
        field: value,
    }
    answer_ = pages.browser.post("/de/contact", data=data)
    assert answer_.status_code in {303, 422}
    worker.run_all()
    for message in mailbox.messages:
        if field != "name":
            pages.press(pages.get(link_in(message)), "Adresse bestätigen")
    worker.run_all()
    assert set(mailbox.recipients) <= {"sabine@example.org"}
    for message in mailbox.messages:
        assert message["Bcc"] is None
        assert set(message.keys()) <= {
            *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
            *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version"),
            *("Content-Type", "Content-Language"),
        }


def test_s5_the_link_names_our_host_whatever_the_request_says(app, desk, worker, mailbox):
    browser = app.test_client()
    pages = PageClient(browser)
    page = pages.get("/de/contact")
    desk.clock.advance(seconds=5)
    data = {
        "draft": page.one("input", name="draft").get("value"),
        "asked": page.one("input", name="asked").get("value"),
        "name": "Sabine",
        "email": "sabine@example.org",
        "words": "x",
    }
    assert browser.post("/de/contact", data=data, headers={"Host": "evil.example"}).status_code
    worker.run_all()
    assert all("evil.example" not in message.as_string() for message in mailbox.messages)
    assert len(mailbox.messages) == 1


def test_a_mail_server_that_is_down_delays_the_mail_and_nothing_else(
    pages, form, desk, worker, mailbox
):
    mailbox.reply = "451 later"
    assert "Ihre Anfrage ist angekommen." in send(pages, form).text
    worker.run_all()
    assert mailbox.messages == []
    assert desk.mails()[0].state == "queued"

    mailbox.reply = ""
    desk.clock.advance(minutes=5)
    worker.run_all()
    worker.run_all()
    assert len(mailbox.messages) == 1


def test_a_server_that_is_not_there_is_borne(app, pages, form, desk, worker, settings):
    object.__setattr__(settings, "smtp_url", f"smtp://127.0.0.1:{free_port()}")
    assert "angekommen" in send(pages, form).text
    worker.run_all()
    assert desk.mails()[0].state == "queued"


def test_english_customers_get_english_mails(app, pages, desk, changing, worker, mailbox):
    with changing() as session:
        colleague(session, "Tom Behrens", queues=("web",))
        hand_over(app, session, now=desk.clock.now, locale="en")
    worker.run_all()
    assert "Hello," in text_of(mailbox.messages[0])
    assert "/en/requests/" in link_in(mailbox.messages[0])
