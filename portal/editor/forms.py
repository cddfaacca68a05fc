"""The editor's forms. Everything typed is cleaned by `rules` before it is checked."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from articles.slugs import slugify
from portal.editor.rules import (
    LARGEST_BODY,
    LONGEST_LIST_ITEM,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    MOST_LIST_ITEMS,
    SHORTEST_TITLE,
    clean_body,
    clean_line,
    joined,
    split_list,
)
from portal.knowledge.models import VISIBILITIES
from portal.knowledge.operations import ArticleText
from portal.web.locale import LOCALES, current_locale


def _filter(clean: Callable[[str], str]) -> list[Callable[[str | None], str]]:
    return [lambda value: clean(value or "")]


class DayField(DateField):
    """A date that says how it is written when it cannot be read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the form `2026-11-23`."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Give the date as year, month and day: 2026-11-23.")) from error


class TitleForm(Form):
    """A title; its length is checked in every form of the editor alike."""

    title = StringField(
        _("Title"),
        filters=_filter(clean_line),
        validators=[
            Length(
                SHORTEST_TITLE,
                LONGEST_TITLE,
                _("Give a title of %(min)d to %(max)d characters."),
            )
        ],
    )


class NewArticleForm(TitleForm):
    """What an article needs to begin."""

    locale = SelectField(_("Language"), validate_choice=True)
    category = SelectField(_("Topic"))

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        categories: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.locale.choices = [(locale, language_name(locale)) for locale in LOCALES]
        self.category.choices = list(categories.items())


class ArticleForm(TitleForm):
    """One language of an article: its text and its properties."""

    body = TextAreaField(_("Text"), filters=_filter(clean_body))
    summary = TextAreaField(
        _("Summary"),
        filters=_filter(clean_line),
        validators=[
            Length(max=LONGEST_SUMMARY, message=_("Shorten the summary to %(max)d characters."))
        ],
    )
    keywords = StringField(_("Keywords"), filters=_filter(lambda text: joined(split_list(text))))
    related = StringField(
        _("Related articles"), filters=_filter(lambda text: joined(split_list(text)))
    )
    checked_on = DayField(_("Checked on"), validators=[Optional()])
    checked_by = StringField(
        _("Checked by"),
        filters=_filter(clean_line),
        validators=[Length(max=120, message=_("Shorten the name to %(max)d characters."))],
    )
    category = SelectField(_("Topic"))
    visibility = SelectField(_("Visible to"))
    slug = StringField(_("Address"), filters=_filter(clean_line))

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        categories: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.category.choices = list(categories.items())
        self.visibility.choices = [(value, visibility_name(value)) for value in VISIBILITIES]

    def validate_body(self, field: TextAreaField) -> None:
        """At most 200 kB, as a reader's phone has to load it."""
        if len((field.data or "").encode()) > LARGEST_BODY:
            raise ValidationError(
                _("This text is larger than 200 kB. Split it into several articles.")
            )

    def validate_keywords(self, field: StringField) -> None:
        """A list of reasonable length."""
        _check_list(field)

    def validate_related(self, field: StringField) -> None:
        """A list of reasonable length."""
        _check_list(field)

    def validate_slug(self, field: StringField) -> None:
        """Something must be left after small letters, digits and hyphens are kept."""
        if not slugify(field.data or ""):
            raise ValidationError(_("Give an address of letters, digits and hyphens."))

    def text(self, extra: Mapping[str, Any]) -> ArticleText:
        """What was typed, as a revision keeps it; `extra` is passed on unseen."""
        return ArticleText(
            title=self.title.data or "",
            body=self.body.data or "",
            summary=self.summary.data or "",
            keywords=split_list(self.keywords.data or ""),
            related=split_list(self.related.data or ""),
            checked_on=self.checked_on.data,
            checked_by=self.checked_by.data or "",
            extra=extra,
        )


def fields_of(text: ArticleText) -> dict[str, Any]:
    """The values of ArticleForm's fields for a text."""
    return {
        "title": text.title,
        "body": text.body,
        "summary": text.summary,
        "keywords": joined(text.keywords),
        "related": joined(text.related),
        "checked_on": text.checked_on,
        "checked_by": text.checked_by,
    }


def language_name(locale: str) -> str:
    """The language in the reader's words."""
    return str(_("German") if locale == "de" else _("English"))


def visibility_name(visibility: str) -> str:
    """Who sees the article."""
    names = {
        "public": _("everybody"),
        "signed_in": _("people who are signed in"),
        "internal": _("our team only"),
    }
    return str(names[visibility])


def _check_list(field: StringField) -> None:
    items = split_list(field.data or "")
    if len(items) > MOST_LIST_ITEMS or any(len(item) > LONGEST_LIST_ITEM for item in items):
        raise ValidationError(
            _(
                "Give at most %(most)d entries of at most %(longest)d characters.",
                most=MOST_LIST_ITEMS,
                longest=LONGEST_LIST_ITEM,
            )
        )
