"""The pages of the help centre: each dataclass is its template's whole context."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from markupsafe import Markup

from portal.web.pages import Page

Crumb = tuple[str, str]
Segments = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Something to go to. `language` is set when it is not the page's."""

    title: str
    url: str
    summary: str = ""
    kind: str = "article"
    minutes: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The question, what is asked often, the person, the topics."""

    template: ClassVar[str] = "helpcenter/home.html"

    example: str
    asked: tuple[Link, ...]
    topics: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    """All of one topic: guided flows first, then articles."""

    template: ClassVar[str] = "helpcenter/topic.html"

    crumbs: tuple[Crumb, ...]
    flows: tuple[Link, ...]
    articles: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FlowGroup:
    """The guided flows of one topic."""

    title: str
    flows: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowListPage(Page):
    """Everything that is offered step by step."""

    template: ClassVar[str] = "helpcenter/flows.html"

    crumbs: tuple[Crumb, ...]
    groups: tuple[FlowGroup, ...]


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One heading of an article, as stored when it was rendered."""

    anchor: str
    text: str
    level: int
    number: int | None
    remedy: str | None


@dataclass(frozen=True, slots=True)
class RemedyFoot:
    """What stands under one step. `state` is "open", "asking" for the result, or "recorded"."""

    id: str
    remedy: str
    title: str
    state: str
    outcome: str = ""
    note: str = ""
    at: datetime | None = None
    today: bool = True
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """HTML of the article, and the foot that follows it."""

    html: Markup
    foot: RemedyFoot | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    """An article. `done` are the remedies that the visitor has tried; `feedback` is "", "ask" (for
    a reason), "helpful" or "thanks"."""

    template: ClassVar[str] = "helpcenter/article.html"

    stretches: tuple[Stretch, ...]
    outline: tuple[OutlineLine, ...]
    done: frozenset[str]
    attempts_url: str
    crumbs: tuple[Crumb, ...]
    checked_on: date | None
    checked_by: str
    language: str
    not_translated: bool
    outdated: bool
    related: tuple[Link, ...]
    flows: tuple[Link, ...]
    feedback_url: str
    feedback: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HitView:
    """One result; `snippet` in pieces, those that are marked match the query."""

    kind: str
    title: str
    url: str
    snippet: Segments
    category: str
    checked_on: date | None
    minutes: int | None
    language: str | None
    only_in: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The passage that answers best, with its source."""

    heading: str
    text: Segments
    url: str
    article: str
    checked_on: date | None
    language: str | None


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One filter with the number of hits it leaves."""

    label: str
    url: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of filters of which one is in force; `further` ones are folded away."""

    title: str
    options: tuple[FacetOption, ...]
    further: tuple[FacetOption, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """Results, or what to do when there are none.

    `total` counts the hits that the filters leave, `first` is the place of the first on this page;
    where they are `capped` there may be more, and these are the best. The hit whose article is
    quoted as the `answer` is not repeated. `corrected` is what was searched instead of the query,
    "" for the query itself.
    """

    template: ClassVar[str] = "helpcenter/search.html"

    query: str
    total: int
    first: int
    capped: bool
    hits: tuple[HitView, ...]
    answer: AnswerView | None
    facets: tuple[Facet, ...]
    did_you_mean: Link | None
    corrected: str
    as_typed_url: str
    previous_url: str | None
    next_url: str | None
    unfiltered_url: str
    notice: str
    suggested: tuple[Link, ...]
    flows: tuple[Link, ...]
    filters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """Privacy, imprint, accessibility."""

    template: ClassVar[str] = "helpcenter/text.html"

    name: str
    imprint: str
    keep_days: int
