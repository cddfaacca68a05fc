"""One frozen dataclass for each page about remedies: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.insights.remedies_rules import Tally
from portal.web.pages import Page

Links = tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """A remedy in the list. `lang` is the language of its title where that is not the reader's;
    `measured` is "" where too few were timed."""

    id: str
    title: str
    lang: str
    kind: str
    url: str
    flows: int
    articles: int
    tried: int
    before: int
    helped: str
    worse: int
    could_not: int
    minutes: str
    measured: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediesPage(Page):
    """All remedies, or those that a text is about. `sorts` are (label, url, current) triples."""

    template: ClassVar[str] = "insights/remedies.html"

    query: str
    sort: str
    sorts: Links
    rows: tuple[RemedyLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """How many attempts had an outcome, as two bars one after the other, in percent of a width."""

    outcome: str
    tally: Tally
    here_width: float
    before_width: float


@dataclass(frozen=True, slots=True)
class UsedStep:
    """A step of a flow that proposes the remedy."""

    flow: str
    url: str
    state: str
    step: str


@dataclass(frozen=True, slots=True)
class UsedSection:
    """A section of an article that belongs to the remedy."""

    title: str
    heading: str
    url: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyPage(Page):
    """One remedy. `aliases` by language; `timed` is how many customers `measured` is taken from."""

    template: ClassVar[str] = "insights/remedy.html"

    id: str
    lang: str
    kind: str
    risk: str
    minutes: str
    measured: str
    timed: int
    titles: tuple[tuple[str, str], ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]
    tried: int
    helped: str
    outcomes: tuple[OutcomeLine, ...]
    steps: tuple[UsedStep, ...]
    sections: tuple[UsedSection, ...]
