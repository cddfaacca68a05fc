"""Outgoing mail: to a real SMTP server in this process, to files, and to a server that is away."""

import email
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from portal.core.db import engine_options, transaction
from portal.core.jobs import MAX_ATTEMPTS, Job
from portal.core.mail import OutboundMail, mail_handlers, queue_mail
from portal.core.settings import Settings, SettingsError, check_smtp_url
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.mailbox import Mailbox, free_port, running


class ActFailed(Exception):
    """What an act may raise after it wrote a mail."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server that keeps what it gets."""
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


WorkerFor = Callable[[str], Worker]


@pytest.fixture
def worker_for(settings: Settings, clock: SettableClock) -> Iterator[WorkerFor]:
    """A worker that sends to the server at an address; "" for none."""
    engine = create_engine(**engine_options(settings.database_url))

    def make(url: str) -> Worker:
        handlers = mail_handlers(replace(settings, smtp_url=url), "Nordhafen Hosting")
        return Worker(sessionmaker(engine, expire_on_commit=False), handlers, clock)

    yield make
    engine.dispose()


def write(session: Session, clock: SettableClock, **changes: Any) -> OutboundMail:
    mail = {
        "recipient": "berger@baeckerei.example",
        "subject": "Ihre Anfrage: Grüße aus Kiel",
        "text": "Guten Tag, Frau Berger,\n\nalles läuft wieder.\n.\nLena Braun",
        "sender": "hilfe@nordhafen.example",
        "automatic": False,
    }
    with transaction(session):
        return queue_mail(session, **{**mail, **changes}, now=clock())


def words(message: EmailMessage) -> str:
    """The text without what the way through the mail changes: ends of lines."""
    return str(message.get_content()).replace("\r\n", "\n").rstrip("\n")


def job_of(session: Session, mail: OutboundMail) -> Job:
    session.rollback()
    return session.scalars(select(Job).where(Job.dedupe_key == f"send_mail:{mail.id}")).one()


class TestSending:
    def test_mail_arrives_as_it_was_written(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        mail = write(session, clock)
        worker_for(mailbox.url).run_all()

        (message,) = mailbox.messages
        assert mailbox.recipients == ["berger@baeckerei.example"]
        assert message["Subject"] == "Ihre Anfrage: Grüße aus Kiel"
        assert message["From"] == "Nordhafen Hosting <hilfe@nordhafen.example>"
        assert message["To"] == "berger@baeckerei.example"
        assert message["Message-ID"] == mail.message_id
        assert message["Auto-Submitted"] is None
        assert words(message) == mail.text
        session.refresh(mail)
        assert (mail.state, mail.sent_at) == ("sent", clock())

    def test_automatic_mail_says_so(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        write(session, clock, automatic=True)
        worker_for(mailbox.url).run_all()

        assert mailbox.messages[0]["Auto-Submitted"] == "auto-generated"

    def test_mail_is_sent_once_however_often_its_job_runs(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        mail = write(session, clock)
        worker = worker_for(mailbox.url)
        worker.run_all()
        job = job_of(session, mail)
        with transaction(session):  # as after a lease that ran out
            job.done_at = None
        worker.run_all()

        assert len(mailbox.messages) == 1

    def test_no_mail_leaves_when_its_act_is_rolled_back(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        with suppress(ActFailed):
            self.fail_after_writing(session, clock)
        worker_for(mailbox.url).run_all()

        assert not mailbox.messages

    def fail_after_writing(self, session: Session, clock: SettableClock) -> None:
        with transaction(session):
            queue_mail(
                session,
                recipient="a@b.example",
                subject="x",
                text="x",
                sender="c@d.example",
                automatic=True,
                now=clock(),
            )
            raise ActFailed

    def test_slow_server_keeps_nobody_from_writing(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        write(session, clock)
        mailbox.while_talking = lambda: write(session, clock, subject="meanwhile")
        worker_for(mailbox.url).run_one()

        session.rollback()
        states = session.execute(select(OutboundMail.subject, OutboundMail.state))
        assert set(states) == {
            ("Ihre Anfrage: Grüße aus Kiel", "sent"),
            ("meanwhile", "queued"),
        }


class TestServerThatIsAway:
    def test_is_tried_again_later_and_the_mail_is_sent_once(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        mail = write(session, clock)
        worker_for(f"smtp://127.0.0.1:{free_port()}").run_all()
        job = job_of(session, mail)
        assert job.run_at > clock()
        assert "Connection refused" in (job.last_error or "")

        clock.advance(minutes=1)
        worker = worker_for(mailbox.url)
        worker.run_all()
        worker.run_all()

        assert [message["Message-ID"] for message in mailbox.messages] == [mail.message_id]

    def test_that_refuses_is_tried_again_too(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        mail = write(session, clock)
        mailbox.reply = "451 come back later"
        worker = worker_for(mailbox.url)
        worker.run_all()
        assert job_of(session, mail).done_at is None

        mailbox.reply = ""
        clock.advance(minutes=1)
        worker.run_all()

        assert job_of(session, mail).done_at == clock()
        session.refresh(mail)
        assert mail.state == "sent"
        assert len(mailbox.messages) == 1

    def test_for_good_ends_as_a_failed_job(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor
    ) -> None:
        mail = write(session, clock)
        worker = worker_for(f"smtp://127.0.0.1:{free_port()}")
        for _ in range(MAX_ATTEMPTS):
            worker.run_all()
            clock.advance(hours=1)

        job = job_of(session, mail)
        assert job.failed_at is not None
        assert worker.run_all() == 0


class TestWithoutAServer:
    def test_mail_lies_as_a_file_that_mail_programs_open(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, settings: Settings
    ) -> None:
        mail = write(session, clock)
        worker_for("").run_all()

        (path,) = settings.mail_dir.iterdir()
        assert path.name == f"{mail.public_id}.eml"
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        assert message["Subject"] == mail.subject
        assert isinstance(message, EmailMessage)
        assert words(message) == mail.text
        session.refresh(mail)
        assert (mail.state, mail.sent_at) == ("filed", None)
        assert settings.mail_dir.stat().st_mode & 0o077 == 0


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
        self, session: Session, clock: SettableClock, changes: Mapping[str, str]
    ) -> None:
        with pytest.raises(ValueError, match="line break"):
            write(session, clock, **changes)

        assert session.scalars(select(OutboundMail)).all() == []

    def test_m2_text_cannot_end_the_message(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        write(session, clock, text="one\r\n.\r\nMAIL FROM:<spam@evil.example>\r\ntwo")
        worker_for(mailbox.url).run_all()

        (message,) = mailbox.messages
        assert "MAIL FROM:<spam@evil.example>" in message.get_content()

    def test_m2_names_in_a_subject_stay_in_it(
        self, session: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
    ) -> None:
        write(session, clock, subject="Re: =?utf-8?q?x=0D=0ABcc:_spam@evil.example?=")
        worker_for(mailbox.url).run_all()

        assert mailbox.messages[0]["Bcc"] is None
        assert mailbox.recipients == ["berger@baeckerei.example"]


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


def test_wait_between_attempts_grows(
    session: Session, clock: SettableClock, worker_for: WorkerFor
) -> None:
    mail = write(session, clock)
    worker = worker_for(f"smtp://127.0.0.1:{free_port()}")
    waits = []
    for _ in range(3):
        worker.run_all()
        waits.append(job_of(session, mail).run_at - clock())
        clock.now += waits[-1]

    assert waits == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
