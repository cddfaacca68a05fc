"""The pages of the intake: each dataclass is its template's whole context."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.intake.claims import Claim
from portal.web.pages import Page

Errors = list[tuple[str, str]]
"""Pairs of a field's id ("" for the whole form) and what to do."""
Segments = tuple[tuple[str, bool], ...]
"""A text in pieces, and whether each was understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellPage(Page):
    """One field. `flow` is the title of the step-by-step help it came from, "" without one;
    `revision` that of the text which is there already."""

    template: ClassVar[str] = "intake/tell.html"

    words: str
    place: str
    flow: str
    revision: int | None
    back_url: str
    errors: Errors


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact to confirm, to correct or to drop; `quote` is "" if the text did not say it."""

    name: str
    label: str
    value: str
    quote: str
    hint: str
    dropped: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """One way to go on: a flow, or something else."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodPage(Page):
    """What we understood, on one screen. Without `problems` it goes back to a person."""

    template: ClassVar[str] = "intake/understood.html"

    words: Segments
    claims: tuple[Claim, ...]
    facts: tuple[FactRow, ...]
    change: FactRow | None
    problems: tuple[Problem, ...]
    known: tuple[Claim, ...]
    revision: int
    by_words: bool
    change_text_url: str
    errors: Errors


@dataclass(frozen=True, slots=True)
class ResultLine:
    """An article or a flow that may help."""

    kind: str
    title: str
    url: str
    summary: str
    minutes: int
    checked_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage(Page):
    """What fits the text where no step-by-step help does."""

    template: ClassVar[str] = "intake/results.html"

    results: tuple[ResultLine, ...]
    flows: tuple[ResultLine, ...]
    back_url: str
