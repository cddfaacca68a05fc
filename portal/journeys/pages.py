"""The pages on which visitors see and delete what was recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.journeys.parts import Told
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day of the reader's calendar, the newest first."""

    at: datetime
    today: bool
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsPage(Page):
    """“Your steps so far”. `notice` is "", "begun" or "deleted"; `running` says whether the next
    act joins what stands here."""

    template: ClassVar[str] = "journeys/steps.html"

    days: tuple[Day, ...]
    running: bool
    notice: str
    keep_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionPage(Page):
    """Asks before everything is deleted; `lines` says how much that is."""

    template: ClassVar[str] = "journeys/deletion.html"

    lines: int
