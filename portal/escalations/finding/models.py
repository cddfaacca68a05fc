"""The words of cases, as their database searches them: made from the cases, and made again at any
time.

On SQLite triggers keep an FTS5 table (`case_words_fts`) in step, which finds the rows; on
PostgreSQL the column is a `tsvector` under a GIN index of that name. Alembic knows neither.
"""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class CaseWords(Base):
    """The different terms of everything that belongs to a case, in no order; they go with it.

    `recipe` says by which rules the terms were made, `digest` of what.
    """

    __tablename__ = "case_words"
    __table_args__ = (Index("ix_case_words_recipe", "recipe"),)

    case_id: Mapped[int] = mapped_column(
        ForeignKey("escalation.id", ondelete="CASCADE"), primary_key=True
    )
    terms: Mapped[str] = mapped_column(
        Text().with_variant(TSVECTOR(), "postgresql"),
        info={"personal": "free text", "retention": "case"},
    )
    recipe: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
