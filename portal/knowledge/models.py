"""The tables of the knowledge base.

An Article is an identity; a Translation is one language of it; a Revision is an immutable text.
A Publication holds what a reader gets, rendered when it was published, so that a page is read
and not made.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.types import Key, PublicId

STATES = ("draft", "review", "published", "archived")
VISIBILITIES = ("public", "signed_in", "internal")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Category(Base):
    """A topic of the help centre, named in each language."""

    __tablename__ = "category"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int]
    names: Mapped[dict[str, Any]]
    descriptions: Mapped[dict[str, Any]]


class Article(Base):
    """The identity that all translations share."""

    __tablename__ = "article"
    __table_args__ = (CheckConstraint(_one_of("visibility", VISIBILITIES), name="visibility"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    key: Mapped[str] = mapped_column(String(300), unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    visibility: Mapped[str] = mapped_column(default="public")
    source: Mapped[str]
    created_at: Mapped[datetime]

    category: Mapped[Category] = relationship()
    translations: Mapped[list["Translation"]] = relationship(back_populates="article")


class Translation(Base):
    """One language of an article. `state` is that of its newest revision; readers see the
    published revision, if there is one, whatever is being written behind it."""

    __tablename__ = "translation"
    __table_args__ = (
        UniqueConstraint("article_id", "locale"),
        UniqueConstraint("locale", "slug"),
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint(_one_of("locale", ("de", "en")), name="locale"),
        Index("ix_translation_list", "state", "locale", "changed_at"),
    )

    id: Mapped[Key]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    locale: Mapped[str] = mapped_column(String(2))
    slug: Mapped[str] = mapped_column(String(120))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    head_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    published_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    # The revision of the other language this text was last brought in line with.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    outdated: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    path: Mapped[str | None]  # where an imported file lay, for the export
    file_digest: Mapped[str] = mapped_column(default="")  # of that file as it was last taken

    article: Mapped[Article] = relationship(back_populates="translations")
    head: Mapped["Revision | None"] = relationship(foreign_keys=head_id, post_update=True)
    published: Mapped["Revision | None"] = relationship(foreign_keys=published_id)


class Revision(Base):
    """An immutable snapshot of a text and its properties."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("translation_id", "number"),)

    id: Mapped[Key]
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    keywords: Mapped[list[str]]
    related: Mapped[list[str]]
    checked_on: Mapped[date | None]
    checked_by: Mapped[str]
    extra: Mapped[dict[str, Any]]
    note: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class Publication(Base):
    """What readers get of a translation, rendered by `renderer` from one revision."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_renderer", "renderer"),)

    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    html: Mapped[str]
    text: Mapped[str]
    outline: Mapped[list[Any]]
    remedies: Mapped[list[str]]
    minutes: Mapped[int]
    renderer: Mapped[int]
    version: Mapped[str]  # changes with every change a reader could see: the page's ETag
    published_at: Mapped[datetime]
    first_published_at: Mapped[datetime]


class OldSlug(Base):
    """A slug that a translation had before: its address still leads there (301)."""

    __tablename__ = "old_slug"

    locale: Mapped[str] = mapped_column(String(2), primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"), index=True)


class ArticleLink(Base):
    """A link from a published text to another article: "article:<key>" or a file's path.

    When that article appears, moves or goes, the pages that link to it are rendered anew.
    """

    __tablename__ = "article_link"
    __table_args__ = (Index("ix_article_link_target", "target"),)

    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    found: Mapped[bool]


class ArticleImage(Base):
    """A picture that an article's text names by `path`, such as "media/a.png"."""

    __tablename__ = "article_image"
    __table_args__ = (UniqueConstraint("translation_id", "path"),)

    id: Mapped[Key]
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"))
    path: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))


class Feedback(Base):
    """One reader's answer to "Did this help?"."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_translation", "translation_id", "created_at"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(
        default="", info={"personal": "free text", "retention": "feedback"}
    )
    created_at: Mapped[datetime]
