"""Handing one mail to the mail server (RFC 5321), step by step, since the last step is special.

A server must not deliver a mail before it has the line with the full stop that ends it (RFC 5321,
4.1.1.4), and may deliver from then on, whether we hear its answer or not. So the caller is asked
right before that line and told right after the answer: between the two lies the only moment in
which nobody can say whether the mail was taken (RFC 1047 is about it).
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from portal.core.mail_rules import Problem, Trouble, one_address, problem_of

TIMEOUT_SECONDS = 20
ANSWER_SECONDS = 600  # RFC 5321, 4.5.3.2.6: the answer to the end of a mail may take ten minutes
_STOP_AT_START = re.compile(rb"(?m)^\.")


class NotTaken(Exception):
    """The server does not have the mail, for sure."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Unclear(Exception):
    """The mail was sent to its end and no answer came."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, as the mail server is told."""

    sender: str
    recipient: str


def hand_over(
    url: str,
    envelope: Envelope,
    message: EmailMessage,
    *,
    may_end: Callable[[], bool],
    taken: Callable[[], None],
) -> None:
    """Give `message` to the server at `url` (smtp://, smtps://, smtp+starttls://).

    `may_end` is asked when everything but the last line is there: with False, or with an
    exception, the mail is taken back. `taken` is called as soon as the server has taken it.

    Raises NotTaken or Unclear.
    """
    server = _connect(url)
    try:
        _send_all_but_the_end(server, envelope, message)
        if not may_end():
            return
        code, answer = _end(server)
        if not 200 <= code < 600:
            raise Unclear
        if code >= 300:
            raise NotTaken(problem_of(code, answer))
        taken()
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()  # without a word, which would become a part of the mail


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host,
                parts.port or 465,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
    except ssl.SSLError as error:
        raise NotTaken(Problem(Trouble.INSECURE)) from error
    except smtplib.SMTPConnectError as error:  # the greeting says that nobody is served
        raise NotTaken(Problem(Trouble.AWAY, error.smtp_code)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(Problem(Trouble.AWAY)) from error
    try:
        _enter(server, parts.scheme, parts.username or "", parts.password or "")
    except BaseException:
        server.close()
        raise
    return server


def _enter(server: smtplib.SMTP, scheme: str, user: str, password: str) -> None:
    """Encryption and sign-in. What goes wrong here goes wrong for every mail."""
    if server.sock is not None:  # the last line is short and would wait for what is before it
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        if scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise NotTaken(Problem(Trouble.INSECURE)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(Problem(Trouble.AWAY)) from error
    if not user:
        return
    try:
        server.login(unquote(user), unquote(password))
    except smtplib.SMTPAuthenticationError as error:  # without its words, which may name the user
        trouble = Trouble.LOGIN if error.smtp_code >= 500 else Trouble.AWAY
        raise NotTaken(Problem(trouble, error.smtp_code)) from None
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise NotTaken(Problem(Trouble.AWAY)) from error
    except smtplib.SMTPException as error:  # no way of signing in that both know
        raise NotTaken(Problem(Trouble.LOGIN)) from error


def _send_all_but_the_end(server: smtplib.SMTP, envelope: Envelope, message: EmailMessage) -> None:
    recipient, international = _address_for(server, envelope.recipient)
    data = message.as_bytes(policy=SMTP.clone(utf8=international))
    options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
    if server.has_extn("size"):
        options.append(f"SIZE={len(data)}")
    try:
        _expect(server.mail(envelope.sender, options), 250)
        _expect(server.rcpt(recipient), 250, 251)
        _expect(server.docmd("DATA"), 354)
        server.send(_STOP_AT_START.sub(b"..", data) + (b"" if data.endswith(b"\r\n") else b"\r\n"))
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(Problem(Trouble.AWAY)) from error


def _address_for(server: smtplib.SMTP, recipient: str) -> tuple[str, bool]:
    """The address as this server understands it, and whether the mail has to be marked as one
    with such addresses (RFC 6531)."""
    try:
        local, domain = one_address(recipient)
    except ValueError:
        raise NotTaken(Problem(Trouble.ADDRESS)) from None
    international = not local.isascii()
    if international and not server.has_extn("smtputf8"):
        raise NotTaken(Problem(Trouble.ADDRESS))
    return f"{local}@{domain}", international


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    code, answer = reply
    if code not in codes:
        raise NotTaken(problem_of(code, answer))


def _end(server: smtplib.SMTP) -> tuple[int, bytes]:
    if server.sock is not None:
        server.sock.settimeout(ANSWER_SECONDS)
    try:
        server.send(b".\r\n")
        return server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unclear from error
