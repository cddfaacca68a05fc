"""What is being written: an article, one of its languages, and the form over it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import FileStorage, MultiDict

from portal.core.db import db
from portal.core.errors import NotFound
from portal.editor.forms import ArticleForm, fields_of
from portal.editor.queries import article_by_public_id, categories, translations_of
from portal.knowledge.models import Article, Translation
from portal.knowledge.operations import ArticleText, text_of
from portal.web.access import Permission, Reader, current_reader
from portal.web.locale import current_locale


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One language of an article, with its others; `translation` is None before its first text."""

    article: Article
    locale: str
    translation: Translation | None
    other: Translation | None
    reader: Reader

    @property
    def text(self) -> ArticleText:
        """The newest text, or an empty one."""
        head = self.translation.head if self.translation else None
        return text_of(head) if head else ArticleText(title="", body="")

    @property
    def number(self) -> int:
        """The newest revision's number; 0 before the first."""
        head = self.translation.head if self.translation else None
        return head.number if head else 0

    def existing(self) -> Translation:
        """The translation; raises NotFound before its first text."""
        if self.translation is None:
            raise NotFound("There is no text in this language yet.")
        return self.translation

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this language's pages."""
        return url_for(
            f"editor.{endpoint}", public_id=self.article.public_id, locale=self.locale, **values
        )


def open_manuscript(public_id: str, locale: str) -> Manuscript:
    """The manuscript for this address; raises NotFound."""
    reader = current_reader()
    article = article_by_public_id(db.session, public_id, reader)
    if article is None:
        raise NotFound("There is no such article.")
    translations = translations_of(db.session, article)
    other = next((found for key, found in translations.items() if key != locale), None)
    return Manuscript(article, locale, translations.get(locale), other, reader)


def article_form(manuscript: Manuscript, typed: MultiDict[str, str] | None = None) -> ArticleForm:
    """The form over the newest text, or over what was typed; a field that was not sent keeps
    its saved value, and one that this reader may not change is not there."""
    form = ArticleForm(
        typed,
        categories=categories(db.session, current_locale()),
        data={
            **fields_of(manuscript.text),
            "category": manuscript.article.category.key,
            "visibility": manuscript.article.visibility,
            "slug": manuscript.translation.slug
            if manuscript.translation
            else manuscript.article.key,
        },
    )
    for name in locked_fields(manuscript):
        del form[name]
    return form


def locked_fields(manuscript: Manuscript) -> tuple[str, ...]:
    """Properties that work at once, without a review: they take a higher role as soon as there
    are readers. Who sees an article is decided by whoever may publish it."""
    if not any(t and t.published_id for t in (manuscript.translation, manuscript.other)):
        return ()
    locked = []
    if not manuscript.reader.may(Permission.MANAGE_ARTICLES):
        locked += ["category", "slug"]
    if not manuscript.reader.may(Permission.PUBLISH_ARTICLES):
        locked.append("visibility")
    return tuple(locked)


def typed_base() -> int:
    """The revision that the sent form was written on top of; 0 if it does not say."""
    return request.form.get("base", 0, type=int)


def sent_picture() -> FileStorage | None:
    """The file that was chosen in the sent form."""
    file = request.files.get("file")
    return file if file is not None and file.filename else None
