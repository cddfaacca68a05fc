"""The pages of outgoing mails: each its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.accounts.mails import MailAct, MailStanding
from portal.core.mail_content import Letter
from portal.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsPage(Page):
    """Outgoing mails; `views` (words, address, is it this one) are there when somebody has to see
    to some, `held_up` says what is wrong with the mail server, `dead` counts those that may be
    sent again together. `folder` is where they lie as files if no mail server is set up."""

    template: ClassVar[str] = "accounts/mails.html"

    rows: tuple[MailStanding, ...]
    total: int
    only_undelivered: bool
    views: tuple[tuple[str, str, bool], ...]
    held_up: str
    dead: int
    notice: str
    newer_url: str | None
    older_url: str | None
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage(Page):
    """One outgoing mail; `problem` says in words what was in the way, `reply` in codes."""

    template: ClassVar[str] = "accounts/mail.html"

    standing: MailStanding
    problem: str
    reply: str
    acts: tuple[MailAct, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A kind of mail and where it is shown in each language."""

    name: str
    occasion: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewsPage(Page):
    """Every mail that the portal sends."""

    template: ClassVar[str] = "accounts/previews.html"

    rows: tuple[PreviewRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage(Page):
    """One of them; `locales` are (language, address, is it this one)."""

    template: ClassVar[str] = "accounts/preview.html"

    occasion: str
    letter: Letter
    locales: tuple[tuple[str, str, bool], ...]
    frame_url: str
