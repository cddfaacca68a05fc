"""What is wrong with the mail server, and not with the mail: every mail waits, none is lost."""

import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlalchemy.orm import Session

from portal.core.mail_rules import Problem, Trouble, one_address, problem_of
from tests.conftest import SettableClock
from tests.mailbox import Mailbox, free_port
from tests.unit.core.posting import WorkerFor, state_of, write


def only_knows(user: bytes, password: bytes) -> object:
    """An authenticator (aiosmtpd) with one account."""

    def check(_: SMTP, __: SmtpSession, ___: Envelope, ____: str, given: object) -> AuthResult:
        known = (getattr(given, "login", b""), getattr(given, "password", b""))
        return AuthResult(success=known == (user, password), handled=False)

    return check


@pytest.fixture
def guarded(mailbox: Mailbox) -> Iterator[str]:
    """Host and port of a server that wants a sign-in before it takes a mail."""
    port = free_port()
    warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=only_knows(b"hilfe", b"richtig"),
        auth_required=True,
        auth_require_tls=False,
    )
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop()


@contextmanager
def that_says(first: bytes) -> Iterator[str]:
    """A server that greets with `first` and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(first)

        greeting = threading.Thread(target=greet)
        greeting.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        greeting.join()


def test_signed_in_the_mail_goes_out(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox, guarded: str
) -> None:
    mail = write(posting, clock)
    worker_for(f"smtp://hilfe:richtig@{guarded}").run_all()

    assert state_of(posting, mail) == ("sent", "")
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("sign_in", "problem"), [("hilfe:falsch@", "login 535"), ("", "login 530 5.7.0")]
)
def test_a_wrong_password_kills_no_mail(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox, guarded: str,
    sign_in: str, problem: str,
) -> None:  # fmt: skip
    mail = write(posting, clock)
    worker_for(f"smtp://{sign_in}{guarded}").run_all()
    assert state_of(posting, mail) == ("queued", problem)

    clock.advance(days=1)
    worker_for(f"smtp://hilfe:richtig@{guarded}").run_all()
    assert state_of(posting, mail) == ("sent", "")


def test_without_encryption_that_was_asked_for_nothing_is_sent(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, mailbox: Mailbox
) -> None:
    mail = write(posting, clock)
    worker_for(mailbox.url.replace("smtp://", "smtp+starttls://")).run_all()

    assert state_of(posting, mail) == ("queued", "insecure")
    assert mailbox.asked == 0


@pytest.mark.parametrize(
    ("first", "problem"),
    [(b"554 nobody is served\r\n", "away 554"), (b"", "away"), (b"220 hello\r\n", "away")],
)
def test_a_server_that_serves_nobody_is_away(
    posting: Session, clock: SettableClock, worker_for: WorkerFor, first: bytes, problem: str
) -> None:
    mail = write(posting, clock)
    with that_says(first) as url:
        worker_for(url).run_all()

    assert state_of(posting, mail) == ("queued", problem)


@pytest.mark.parametrize(
    ("code", "answer", "problem"),
    [
        (550, b"5.1.1 berger@x.example unknown", Problem(Trouble.REFUSED, 550, "5.1.1")),
        (554, b"no", Problem(Trouble.REFUSED, 554)),
        (451, b"4.7.1\tlater", Problem(Trouble.LATER, 451, "4.7.1")),
        (421, b"bye", Problem(Trouble.AWAY, 421)),
        (530, b"5.7.0 sign in first", Problem(Trouble.LOGIN, 530, "5.7.0")),
        (-1, b"?", Problem(Trouble.LATER, -1)),
    ],
)
def test_a_reply_is_kept_as_codes_alone(code: int, answer: bytes, problem: Problem) -> None:
    assert problem_of(code, answer) == problem
    if code > 0:
        assert Problem.parse(str(problem)) == problem


@pytest.mark.parametrize("text", ["", "OSError: no route", "nonsense 5"])
def test_other_words_are_no_problem_of_ours(text: str) -> None:
    assert Problem.parse(text) is None


@pytest.mark.parametrize(
    "recipient",
    ["a@b, c@d", "<a@b.example>", "a b@c.example", "a@", "@b", "a\x00@b", "a@" + "ä" * 70],
)
def test_what_is_no_single_address_is_none(recipient: str) -> None:
    with pytest.raises(ValueError, match="not one mail address"):
        one_address(recipient)
