"""The pages of the saved replies: each dataclass is its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from portal.escalations.saved_replies.forms import SavedReplyForm
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One saved reply of the list; `missing` names the language it does not have."""

    title: str
    language: str
    url: str
    shared: str
    missing: str
    uses: int
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRepliesPage(Page):
    """All that the reader may insert. `scopes` are (label, url, current) triples."""

    template: ClassVar[str] = "saved_replies/list.html"

    rows: tuple[ReplyLine, ...]
    scopes: tuple[tuple[str, str, bool], ...]
    scope: str
    text: str
    notice: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A language of a saved reply with sample data in its fields."""

    language: str
    name: str
    title: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReplyPage(Page):
    """One saved reply, new (`id` is "") or to change; `may_change` is False for who only inserts
    it. `conflict` is what it says meanwhile; `fields` are (name, meaning) pairs."""

    template: ClassVar[str] = "saved_replies/form.html"

    form: SavedReplyForm
    id: str
    may_change: bool
    previews: tuple[Preview, ...]
    fields: tuple[tuple[str, str], ...]
    shared: str = ""
    uses: int = 0
    conflict: tuple[Preview, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalPage(Page):
    """Asks before a saved reply is deleted."""

    template: ClassVar[str] = "saved_replies/removal.html"

    id: str
    revision: int
    uses: int
    previews: tuple[Preview, ...]
