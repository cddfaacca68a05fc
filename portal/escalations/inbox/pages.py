"""The inbox's page: its template's whole context."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from portal.escalations.inbox.filter_pages import FilterBar
from portal.escalations.live.pages import Live
from portal.escalations.outbox.pages import UnsentLine
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class ViewLink:
    """One way to look at the cases; `count` is "" where nothing is counted, `keys` lead here."""

    label: str
    url: str
    count: str
    current: bool
    late: bool = False
    keys: str = ""


@dataclass(frozen=True, slots=True)
class ViewGroup:
    """Links of one kind under a heading."""

    title: str
    links: tuple[ViewLink, ...]


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A row: `time` and `distance` say until when, `when` both in full, `next` what happens in an
    agent's words, and `promise` in the customer's; `contact` is "" while nobody has the case;
    `version` is another one when it has changed."""

    url: str
    time: str
    distance: str
    when: str
    late: bool
    name: str
    subject: str
    locale: str
    unread: bool
    next: str
    promise: str
    attempts: int
    contact: str
    passed_around: bool
    undelivered: bool
    case_id: int
    public_id: str
    version: str
    priority: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InboxGroup:
    """Rows that are due in the same stretch of time; `count` only where the page has them all."""

    title: str
    late: bool
    count: int | None
    lines: tuple[InboxLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage(Page):
    """The inbox. `presence` says by case id who has it open,
    `unsent` are replies of the reader that came back."""

    template: ClassVar[str] = "cases/inbox.html"

    groups: tuple[InboxGroup, ...]
    views: tuple[ViewGroup, ...]
    time_heading: str
    empty: str
    following_url: str | None
    first_url: str | None
    live: Live | None = None
    presence: Mapping[int, str] = field(default_factory=dict)
    filter_bar: FilterBar | None = None
    listed: str = ""
    unsent: tuple[UnsentLine, ...] = ()

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of the views and what they are called."""
        links = (link for group in self.views for link in group.links)
        return tuple((link.keys, link.label) for link in links if link.keys)
