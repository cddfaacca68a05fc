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
    """Takes mails, or answers with `reply` (to the mail) or `to_recipient` (to its address)
    instead; `while_talking` runs before the answer to the mail, `hangs_up` sends none at all."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.reply = ""
        self.to_recipient = ""
        self.hangs_up = False
        self.asked = 0
        self.while_talking: Callable[[], object] = lambda: None
        self._arrival = threading.Condition()

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: SmtpSession, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        self.asked += 1
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _: SmtpSession, envelope: Envelope
    ) -> str:
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
        if self.hangs_up and server.transport is not None:
            server.transport.abort()
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


def plain(message: EmailMessage) -> str:
    """The text part, with simple ends of lines."""
    return _part(message, "plain")


def html(message: EmailMessage) -> str:
    """The HTML part."""
    return _part(message, "html")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
