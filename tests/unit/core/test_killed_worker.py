"""kill -9 of the worker at every word it says to the mail server, and at every file it writes:
nothing is lost, nothing is sent twice; counted at the mail server."""

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from portal.accounts.mails import drop, send_again
from portal.core import sending
from portal.core.db import engine_options, transaction
from portal.core.files import FolderStore, StoredFile, drop_files, file_handlers, store_file
from portal.core.jobs import LEASE, enqueue
from portal.core.mail import OutboundMail, as_message
from portal.core.mail_html import Letterhead
from portal.core.mail_rules import MailState
from portal.core.settings import Settings
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.killing import killed, killed_at
from tests.mailbox import Mailbox
from tests.unit.core.posting import WorkerFor, queue, state_of, write

TALK = ("smtplib.connect", "smtplib.send")
WORDS = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "the mail", "its last line", "QUIT")
FILES = ("open", "os.rename", "os.remove", "os.mkdir")
Run = Callable[[], object]


@pytest.fixture
def another(settings: Settings, clock: SettableClock, mailbox: Mailbox) -> Run:
    """What a worker in a process of its own does; it has connections of its own."""

    def run() -> None:
        engine = create_engine(**engine_options(settings.database_url))
        sending_settings = replace(settings, smtp_url=mailbox.url)
        handlers = sending.mail_handlers(sending_settings, Letterhead("Nordhafen"))
        Worker(sessionmaker(engine, expire_on_commit=False), handlers, clock).run_all()

    return run


def after_the_lease(clock: SettableClock, worker: Worker) -> None:
    clock.now += LEASE
    clock.advance(seconds=1)
    worker.run_all()


@pytest.mark.parametrize("word", WORDS)
def test_before_a_word_to_the_mail_server(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox, another: Run,
    word: str,
) -> None:  # fmt: skip
    mail = write(posting, clock)
    assert killed_at(WORDS.index(word), another, TALK)
    posting.rollback()

    after_the_lease(clock, worker_for(mailbox.url))

    if word == "its last line":  # the one moment in which nobody can tell: somebody decides
        assert state_of(posting, mail) == ("uncertain", "unclear")
        assert mailbox.messages == []
        with transaction(posting):
            send_again(posting, mail, actor_id=1, now=clock())
        worker_for(mailbox.url).run_all()
    assert state_of(posting, mail) == ("sent", "")
    assert [message["Message-ID"] for message in mailbox.messages] == [mail.message_id]


def test_there_is_no_other_word(another: Run, posting: Session, clock: SettableClock) -> None:
    write(posting, clock)

    assert not killed_at(len(WORDS), another, TALK)


def kill_before_sent_is_kept() -> None:
    """The mail server has answered; the answer is lost with the process."""
    move = sending._move

    def kill(*arguments: object, to: MailState, **values: object) -> bool:
        if to is MailState.SENT:
            os.kill(os.getpid(), signal.SIGKILL)
        return move(*arguments, to=to, **values)

    sending._move = kill


def test_between_the_answer_and_our_note_of_it(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox, another: Run
) -> None:
    mail = write(posting, clock)

    def run() -> None:
        kill_before_sent_is_kept()
        another()

    assert killed(run)
    after_the_lease(clock, worker_for(mailbox.url))
    clock.advance(days=1)
    worker_for(mailbox.url).run_all()

    assert state_of(posting, mail) == ("uncertain", "unclear")
    assert [message["Message-ID"] for message in mailbox.messages] == [mail.message_id]
    with transaction(posting):
        drop(posting, mail, actor_id=1, now=clock())
    assert worker_for(mailbox.url).run_all() == 0


def test_again_and_again_leaves_at_most_one_of_each(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox, another: Run
) -> None:
    """Killed again and again, a word later each time, with ten mails waiting."""
    mails = [write(posting, clock, subject=f"Mail {number}") for number in range(10)]
    step = 0
    while killed_at(step, another, TALK):
        clock.now += LEASE
        clock.advance(hours=1)
        step = (step + 3) % 23
    posting.rollback()

    states = [state_of(posting, mail)[0] for mail in mails]
    arrived = [message["Message-ID"] for message in mailbox.messages]
    assert set(states) <= {"sent", "uncertain"}
    assert len(arrived) == len(set(arrived))
    sent = {mail.message_id for mail, state in zip(mails, states, strict=True) if state == "sent"}
    assert sent <= set(arrived)


def test_while_a_mail_is_put_into_a_file(
    posting: Session, clock: SettableClock, settings: Settings, worker_for: WorkerFor
) -> None:
    mail = write(posting, clock)
    step = 0
    while killed_at(step, lambda: worker_for("").run_all(), FILES):
        assert not list(settings.mail_dir.glob("*.eml")) or _is_whole(settings, mail)
        step += 1
        clock.now += LEASE
        clock.advance(hours=1)

    assert [path.name for path in settings.mail_dir.iterdir()] == [f"{mail.public_id}.eml"]
    assert _is_whole(settings, mail)
    assert state_of(posting, mail) == ("filed", "")
    assert step > 1


def _is_whole(settings: Settings, mail: OutboundMail) -> bool:
    message = as_message(mail, settings.mail_from, Letterhead("Nordhafen Hosting"))
    (path,) = settings.mail_dir.glob("*.eml")
    return path.read_bytes() == message.as_bytes()


def test_while_a_job_writes_a_mail(
    posting: Session, clock: SettableClock, settings: Settings, mailbox: Mailbox
) -> None:
    """Such as a reminder: the mail is there with the job's end, or not at all."""

    def run(dies: bool) -> None:
        def remind(session: Session, payload: Mapping[str, object], now: datetime) -> None:
            queue(session, clock)
            if dies:
                os.kill(os.getpid(), signal.SIGKILL)

        sent = sending.mail_handlers(replace(settings, smtp_url=mailbox.url), Letterhead("N"))
        engine = create_engine(**engine_options(settings.database_url))
        Worker(sessionmaker(engine), {"remind": remind, **sent}, clock).run_all()
        engine.dispose()

    with transaction(posting):
        enqueue(posting, "remind", {}, now=clock())
    for _ in range(3):
        assert killed(lambda: run(dies=True))
        clock.now += LEASE
        clock.advance(seconds=1)
    run(dies=False)

    assert len(mailbox.messages) == 1


def test_while_a_file_is_erased(posting: Session, clock: SettableClock, settings: Settings) -> None:
    store = FolderStore(settings.files_dir)
    handlers = file_handlers(store)
    with transaction(posting):
        kept, gone = (
            store_file(
                posting, store, data, media_type="text/plain", name="x.txt", owner="case:1",
                actor_id=None, now=clock(),
            )
            for data in (b"kept", b"gone")
        )  # fmt: skip
    with transaction(posting):
        drop_files(posting, [gone.id], now=clock())

    def run() -> None:
        engine = create_engine(**engine_options(settings.database_url))
        Worker(sessionmaker(engine), handlers, clock).run_all()

    step = 0
    while killed_at(step, run, FILES):
        step += 1
        clock.now += LEASE
        clock.advance(hours=1)

    posting.rollback()
    assert posting.scalars(select(StoredFile.id)).all() == [kept.id]
    assert store.get(kept.sha256) == b"kept"
    with pytest.raises(FileNotFoundError):
        store.get(gone.sha256)
    assert step > 0
