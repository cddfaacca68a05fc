"""One frozen dataclass for each page of the search's use: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.insights.rooms import Room
from portal.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """What customers looked for and did not find."""

    template: ClassVar[str] = "insights/overview.html"

    rooms: tuple[Room, ...]
