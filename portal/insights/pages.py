"""One frozen dataclass for each page of the search's use: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.insights.gaps import Gaps
from portal.insights.overview import Figure
from portal.insights.rooms import Room
from portal.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """What customers looked for and did not find. `periods` and `languages` are (label, url,
    current) triples; a question's text is known from `least` visitors on."""

    template: ClassVar[str] = "insights/overview.html"

    rooms: tuple[Room, ...]
    periods: tuple[tuple[str, str, bool], ...]
    languages: tuple[tuple[str, str, bool], ...]
    figures: tuple[Figure, ...]
    table: tuple[tuple[str, ...], ...]
    first: str
    last: str
    searches: int
    empty: Gaps
    unopened: Gaps
    all_languages: bool
    least: int
