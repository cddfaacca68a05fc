"""The pages of the synonyms: each dataclass is its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.insights.rooms import Room
from portal.insights.synonym_forms import SynonymForm
from portal.insights.trials import Trials
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of the list."""

    words: tuple[str, ...]
    locale: str
    language: str
    url: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsPage(Page):
    """All groups. `languages` are (label, url, current) triples."""

    template: ClassVar[str] = "insights/synonyms.html"

    rooms: tuple[Room, ...]
    rows: tuple[GroupLine, ...]
    languages: tuple[tuple[str, str, bool], ...]
    language: str
    text: str
    may_change: bool
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymGroupPage(Page):
    """A new group (`id` is None) or one to change; `conflict` are the words it has meanwhile."""

    template: ClassVar[str] = "insights/synonym_group.html"

    form: SynonymForm
    id: int | None
    trials: Trials | None
    conflict: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalPage(Page):
    """Asks before a group is deleted, and shows what that changes."""

    template: ClassVar[str] = "insights/synonym_removal.html"

    id: int
    words: tuple[str, ...]
    locale: str
    trials: Trials
