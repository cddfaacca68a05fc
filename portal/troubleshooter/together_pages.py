"""The notes of a run as a page: its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class Known:
    """A fact, or a question with its answer, and what was written beside it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class TriedLine:
    """An attempt. `wording` is what the customer was shown, in `wording_locale`; `wording_source`
    says of which version."""

    title: str
    outcome: str
    at: datetime
    note: str
    before: bool
    by_phone: bool
    wording: Markup | None
    wording_locale: str
    wording_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherPage(Page):
    """What was done in a run. `own`: the reader may send it on, and has `run_url` to go back to."""

    template: ClassVar[str] = "troubleshooter/together.html"

    about: str
    began: datetime
    version: int
    known: tuple[Known, ...]
    tried: tuple[TriedLine, ...]
    stands: str
    own: bool
    run_url: str
    action: str
    take_back_url: str
    is_sent_on: bool
    just_sent: bool
    email: str
    error: str
