"""What a search of cases found: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.escalations.finding.passages import Segments
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A case with the place that fits; `by` says who said it and when. `locale` is the customer's,
    `passage_locale` that of the passage, "" where nobody knows."""

    url: str
    number: str
    name: str
    subject: str
    locale: str
    status: str
    status_kind: str
    team: str
    day: str
    passage: Segments
    by: str


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Lines under a heading; `hint` says what they have in common."""

    title: str
    hint: str
    lines: tuple[FoundLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage(Page):
    """`count` is what was found in words, `trouble` what could not be searched, "" as a rule."""

    template: ClassVar[str] = "cases/found.html"

    query: str
    count: str
    trouble: str
    empty: str
    groups: tuple[FoundGroup, ...]
    states: tuple[tuple[str, str, bool], ...]
    following_url: str | None
    first_url: str | None
