"""A mail server in the test's own process, over real SMTP."""

import email
import socket
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

    async def handle_DATA(self, _: SMTP, __: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        self.while_talking()
        if self.reply:
            return self.reply
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients += envelope.rcpt_tos
        return "250 taken"


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
