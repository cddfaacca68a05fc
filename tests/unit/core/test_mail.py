"""What a mail looks like: headers, parts, encodings; and what no text can do to them."""

import email
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select

from portal.core.db import transaction
from portal.core.mail import OutboundMail, as_message, queue_letter
from portal.core.mail_content import Letter, Link, MailContent, content_from
from portal.core.mail_html import Letterhead
from portal.core.settings import SettingsError, check_smtp_url
from tests.mailbox import html, plain
from tests.unit.core.posting import state_of, write

CONTENT = MailContent(
    locale="de",
    greeting="Guten Tag,",
    paragraphs=("danke, Ihre Adresse ist bestätigt:",),
    quote="Ich kann nicht senden.\n\nSeit Freitag.",
    facts_title="Das haben wir dazu:",
    facts=(("Gerät", "Laptop <neu>"), ("", "Router neu gestartet")),
    promise=("Für Sie zuständig: Lena Braun", "Bis 15:30 Uhr: Lena Braun ruft an."),
    link=Link("Anfrage 10 001 öffnen", "http://localhost/de/requests/abc"),
    closing=("Wir schließen nichts ohne Sie.",),
    sender=("Nordhafen Hosting", "+49 431 555 0190"),
)


def read(message: EmailMessage) -> EmailMessage:
    """The message after its way through a mail server."""
    found = email.message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


class TestMessage:
    def test_arrives_as_it_was_written(self, posting, clock, worker_for, mailbox):
        mail = write(posting, clock)
        worker_for(mailbox.url).run_all()

        (message,) = mailbox.messages
        assert mailbox.recipients == ["berger@baeckerei.example"]
        assert message["Subject"] == "Ihre Anfrage: Grüße aus Kiel"
        assert message["From"] == "Nordhafen Hosting <hilfe@nordhafen.example>"
        assert message["To"] == "berger@baeckerei.example"
        assert message["Message-ID"] == mail.message_id
        assert message["Auto-Submitted"] is None
        assert plain(message) == mail.text
        posting.refresh(mail)
        assert (mail.state, mail.sent_at) == ("sent", clock())

    def test_says_so_if_nobody_wrote_it(self, posting, clock):
        message = as_message(write(posting, clock, automatic=True), "a@b.example", Letterhead("A"))

        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "All"

    def test_has_the_same_content_as_text_and_as_html(self, posting, clock):
        letter = Letter(kind="test", subject="Ihre Anfrage", content=CONTENT, automatic=True)
        with transaction(posting):
            mail = queue_letter(
                posting, letter, recipient="a@b.example", sender="c@d.example", now=clock()
            )
        posting.expire_all()
        message = read(as_message(mail, "c@d.example", Letterhead("Nordhafen")))

        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == [
            "text/plain",
            "text/html",
        ]  # the last one is the best (RFC 2046, 5.1.4)
        assert message["Content-Language"] == "de"
        assert content_from(mail.content, mail.text) == CONTENT
        assert plain(message) == (
            "Guten Tag,\n\ndanke, Ihre Adresse ist bestätigt:\n\n"
            "> Ich kann nicht senden.\n> \n> Seit Freitag.\n\n"
            "Das haben wir dazu:\n- Gerät: Laptop <neu>\n- Router neu gestartet\n\n"
            "Für Sie zuständig: Lena Braun\n\nBis 15:30 Uhr: Lena Braun ruft an.\n\n"
            "Anfrage 10 001 öffnen:\nhttp://localhost/de/requests/abc\n\n"
            "Wir schließen nichts ohne Sie.\n\nNordhafen Hosting\n+49 431 555 0190"
        )
        page = html(message)
        assert '<html lang="de">' in page
        assert "Laptop &lt;neu&gt;" in page
        assert page.count('href="http://localhost/de/requests/abc"') == 2
        for said in (*CONTENT.paragraphs, *CONTENT.promise, *CONTENT.closing, *CONTENT.sender):
            assert said in page

    def test_is_the_same_to_the_byte_each_time_it_is_made(self, posting, clock):
        mail = write(posting, clock)

        first, again = (as_message(mail, "a@b.example", Letterhead("A")) for _ in range(2))

        assert first.as_bytes() == again.as_bytes()

    def test_travels_as_short_lines_of_ascii(self, posting, clock):
        mail = write(posting, clock, text="ä" * 5000 + "\n" + "x" * 5000)

        data = as_message(mail, "a@b.example", Letterhead("Nordhäfen")).as_bytes()

        assert data.isascii()
        assert max(map(len, data.splitlines())) <= 998  # RFC 5322, 2.1.1

    def test_of_text_alone_has_its_paragraphs_as_html_too(self, posting, clock):
        text = "Guten Tag,\n\nhier:\nzwei Zeilen.\n\nhttps://x.example/?a=1&b=2"
        page = html(as_message(write(posting, clock, text=text), "a@b.example", Letterhead("A")))

        assert "hier:<br>zwei Zeilen." in page
        assert 'href="https://x.example/?a=1&amp;b=2"' in page


def test_m8_html_fetches_nothing_and_tells_nobody_that_it_was_read(posting, clock):
    letter = Letter(kind="test", subject="s", content=CONTENT, automatic=True)
    with transaction(posting):
        mail = queue_letter(
            posting, letter, recipient="a@b.example", sender="c@d.example", now=clock()
        )
    page = html(as_message(mail, "c@d.example", Letterhead("Nordhafen"))).lower()

    for fetching in (
        "<img",
        "src=",
        "url(",
        "@import",
        "<link",
        "<script",
        "srcset",
        "background=",
    ):
        assert fetching not in page


class TestHeaderInjection:
    @pytest.mark.parametrize(
        "changes",
        [
            {"subject": "Hallo\r\nBcc: spam@evil.example"},
            {"subject": "Hallo\nBcc: spam@evil.example"},
            {"recipient": "a@b.example\r\nRCPT TO:<spam@evil.example>"},
            {"recipient": "a@b.example\rBcc: spam@evil.example"},
        ],
    )
    def test_m2_line_break_is_refused_before_anything_is_written(
        self, posting, clock, changes: Mapping[str, str]
    ):
        with pytest.raises(ValueError, match="line break"):
            write(posting, clock, **changes)

        assert posting.scalars(select(OutboundMail)).all() == []

    def test_m2_text_cannot_end_the_message(self, posting, clock, worker_for, mailbox):
        write(posting, clock, text="one\r\n.\r\nMAIL FROM:<spam@evil.example>\r\n..two\n.\n")
        worker_for(mailbox.url).run_all()

        (message,) = mailbox.messages
        assert plain(message) == "one\n.\nMAIL FROM:<spam@evil.example>\n..two\n."

    @pytest.mark.parametrize(
        "subject",
        [
            "Re: =?utf-8?q?x=0D=0ABcc:_spam@evil.example?=",
            "x\u2028Bcc: spam@evil.example",
            "x\x0bBcc: spam@evil.example",
            "x\x85Bcc: spam@evil.example" * 20,
        ],
    )
    def test_m2_names_in_a_subject_stay_in_it(self, posting, clock, worker_for, mailbox, subject):
        write(posting, clock, subject=subject)
        worker_for(mailbox.url).run_all()

        assert mailbox.messages[0]["Bcc"] is None
        assert mailbox.recipients == ["berger@baeckerei.example"]

    @pytest.mark.parametrize(
        "recipient",
        ["a@b.example, c@d.example", "a@b.example;c@d.example", "A <a@b.example>", "nobody", "@x"],
    )
    def test_m2_recipient_that_is_no_single_address_gets_nothing(
        self, posting, clock, worker_for, mailbox, recipient
    ):
        mail = write(posting, clock, recipient=recipient)
        worker_for(mailbox.url).run_all()

        assert mailbox.recipients == []
        assert state_of(posting, mail) == ("dead", "address")

    def test_domain_with_umlauts_is_sent_as_mail_servers_know_it(
        self, posting, clock, worker_for, mailbox
    ):
        write(posting, clock, recipient="berger@bäckerei.example")
        worker_for(mailbox.url).run_all()

        assert mailbox.recipients == ["berger@xn--bckerei-5wa.example"]


class TestAddressOfTheServer:
    @pytest.mark.parametrize(
        "url", ["smtp://localhost", "smtps://u:p@mail.example.org:465", "smtp+starttls://m.example"]
    )
    def test_is_taken(self, url: str) -> None:
        check_smtp_url(url)

    @pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org", "smtp://"])
    def test_is_refused_with_an_example(self, url: str) -> None:
        with pytest.raises(SettingsError, match="smtp\\+starttls://"):
            check_smtp_url(url)
