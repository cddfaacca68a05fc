"""One frozen dataclass for each page about the order of hits: its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.insights.ranking_rules import Bar, Nearness, WordShare
from portal.insights.rooms import Room
from portal.insights.rule_queries import RuleLine
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class WordLine:
    """What one word adds, as a bar."""

    share: WordShare
    bar: Bar


@dataclass(frozen=True, slots=True)
class PriorCounts:
    """What visitors made of an article; `value` from 0 to 100, average 50."""

    value: int
    opened: int
    helped: int
    not_helped: int
    solved: int


@dataclass(frozen=True, slots=True)
class RankedHit:
    """One hit and the parts of its score. `article` is its public id, "" for what is no article;
    `keyword` and the like are None where that part did not run or adds nothing."""

    id: str
    title: str
    locale: str
    kind: str
    url: str
    article: str
    total: float
    keyword: Bar | None
    words: tuple[WordLine, ...]
    semantic: Bar | None
    nearness: Nearness
    best_chunk: float | None
    mean_chunks: float | None
    by_meaning_alone: bool
    prior: Bar
    counts: PriorCounts | None
    language: Bar | None
    rule: RuleLine | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text that this query does not show, and why: "hidden" (by `rule`), "floor" (of meaning),
    "few_words", "internal" or "withdrawn". `best_chunk` is None where no meaning was compared."""

    title: str
    locale: str
    article: str
    reason: str
    best_chunk: float | None = None
    rule: RuleLine | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What the last act did, and what takes it back: the rule to delete, or the one to set."""

    notice: str
    title: str
    title_locale: str
    rule: int | None
    article: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingPage(Page):
    """What a customer finds, and why in this order. `searched`: there is an index; `floor` is None
    where no meaning was compared, `rule_query` for a text that no rule can be made for. `asked` is
    what was searched: `query`, or its correction."""

    template: ClassVar[str] = "insights/ranking.html"

    rooms: tuple[Room, ...]
    query: str
    lang: str
    asked: str
    searched: bool
    notice: str
    hits: tuple[RankedHit, ...]
    left_out: tuple[LeftOut, ...]
    floor: float | None
    may_steer: bool
    rule_query: str | None
    done: Done | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage(Page):
    """All rules."""

    template: ClassVar[str] = "insights/rules.html"

    rooms: tuple[Room, ...]
    rules: tuple[RuleLine, ...]
    may_steer: bool
    done: Done | None
    query: str
    lang: str


@dataclass(frozen=True, slots=True)
class LeadingQuery:
    """A query after which visitors opened the article: how many of them."""

    query: str
    locale: str
    journeys: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSearchPage(Page):
    """How one article is found."""

    template: ClassVar[str] = "insights/article.html"

    rooms: tuple[Room, ...]
    article: str
    title_locale: str
    queries: tuple[LeadingQuery, ...]
    others: int
    least: int
    visits: int
    counts: PriorCounts | None
    learnt_at: datetime | None
    rules: tuple[RuleLine, ...]
    may_steer: bool
