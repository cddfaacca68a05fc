"""What steers the search and what is known about its use: words that mean the same, questions
without the people who asked them, hits set by hand, and how well each article helped."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.types import Key
from portal.knowledge.models import Article

LOCALES = ("de", "en")
RULE_ACTIONS = ("pin", "hide")
LONGEST_QUERY = 200
"""Characters of a folded query that rows hold; a longer text is no question but a whole letter."""


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class SynonymGroup(Base):
    """Words and phrases of one language, each of which finds the others. No two changes have the
    same `updated_at`: the newest, with the number of rows, tells whether anything has changed."""

    __tablename__ = "synonym_group"
    __table_args__ = (
        CheckConstraint(_one_of("locale", LOCALES), name="locale"),
        Index(None, "updated_at"),
    )

    id: Mapped[Key]
    locale: Mapped[str] = mapped_column(String(2))
    words: Mapped[list[str]]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class JourneyQuery(Base):
    """What one visitor asked on one day, counted: the query log is the sum of these rows.

    The other columns are those of `QueryDay`. A row goes with its journey, and when its day is not
    counted anew any more.
    """

    __tablename__ = "journey_query"
    __table_args__ = (CheckConstraint(_one_of("locale", LOCALES), name="locale"),)

    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(2), primary_key=True)
    query: Mapped[str] = mapped_column(
        String(LONGEST_QUERY),
        primary_key=True,
        info={"personal": "free text", "retention": "journey"},
    )
    searches: Mapped[int]
    empty: Mapped[int]
    opened: Mapped[int]
    solved: Mapped[int]


class QueryDay(Base):
    """How often a query was asked on one day of the organisation and what came of it.

    `query` is folded (query_log_rules.folded); under "" stand all that too few visitors asked, or
    that may name a person. `searches` counts the times it was asked, `journeys` by how many
    visitors, `empty` without a hit, `opened` with a result opened, `solved` with the problem
    solved afterwards.
    """

    __tablename__ = "query_day"
    __table_args__ = (
        UniqueConstraint("day", "locale", "query"),
        CheckConstraint(_one_of("locale", LOCALES), name="locale"),
    )

    id: Mapped[Key]
    day: Mapped[date]
    locale: Mapped[str] = mapped_column(String(2))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    journeys: Mapped[int]
    searches: Mapped[int]
    empty: Mapped[int]
    opened: Mapped[int]
    solved: Mapped[int]


class SearchRule(Base):
    """An agent's decision for one query: the article comes first, by `position`, or not at all."""

    __tablename__ = "search_rule"
    __table_args__ = (
        UniqueConstraint("locale", "query", "article_id"),
        CheckConstraint(_one_of("locale", LOCALES), name="locale"),
        CheckConstraint(_one_of("action", RULE_ACTIONS), name="action"),
    )

    id: Mapped[Key]
    locale: Mapped[str] = mapped_column(String(2))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    action: Mapped[str] = mapped_column(String(4))
    position: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    article: Mapped[Article] = relationship()


class ArticlePrior(Base):
    """How much an article helped those who opened it: `value` from 0 to 1, and what it is of."""

    __tablename__ = "article_prior"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    value: Mapped[float]
    opened: Mapped[int]
    helped: Mapped[int]
    not_helped: Mapped[int]
    solved: Mapped[int]
    updated_at: Mapped[datetime]
