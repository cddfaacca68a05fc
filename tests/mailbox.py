"""A mail server in the test's own process, over real SMTP."""

import email
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession


class Mailbox:
    """Takes mails, or answers with `reply` instead; `while_talking` runs before the answer."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.reply = ""
        self.while_talking: Callable[[], object] = lambda: None
        self._arrival = threading.Condition()

    async def handle_DATA(self, _: SMTP, __: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        self.while_talking()
        if self.reply:
            return self.reply
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        with self._arrival:
            self.messages.append(message)
            self.recipients += envelope.rcpt_tos
            self._arrival.notify_all()
        return "250 taken"

    def wait_for(self, is_it: Callable[[EmailMessage], bool], seconds: float = 30) -> EmailMessage:
        """The first mail that `is_it` says yes to, as soon as it is here."""

        def found() -> EmailMessage | None:
            return next(filter(is_it, self.messages), None)

        with self._arrival:
            message = self._arrival.wait_for(found, seconds)
        assert message is not None, f"not among {[each['Subject'] for each in self.messages]}"
        return message


@contextmanager
def running(mailbox: Mailbox) -> Iterator[Mailbox]:
    """Serve `mailbox` at its `url`."""
    port = free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    yield mailbox
    server.stop()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
