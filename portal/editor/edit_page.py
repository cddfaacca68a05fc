"""The edit page: what was typed, and how its readers would get it."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from portal.core.clock import now
from portal.core.db import db
from portal.editor.findings import FindingLine, find_findings
from portal.editor.forms import ArticleForm, language_name
from portal.editor.manuscript import Manuscript
from portal.editor.pages import EditPage, LanguageTab, Outdated
from portal.editor.rules import changed_sections
from portal.editor.sent_pictures import SentPicture
from portal.knowledge.models import Article, Revision, Translation
from portal.knowledge.publishing import render_body
from portal.remedies.catalogue import catalogue
from portal.web.access import Permission
from portal.web.formatting import clock, day
from portal.web.locale import LOCALES, current_time_zone


def edit_page(
    manuscript: Manuscript,
    form: ArticleForm,
    *,
    base: int | None = None,
    unsaved: bool = False,
    problem: str = "",
    picture: SentPicture | None = None,
) -> EditPage:
    """The page of an existing translation; `base` is kept while what was typed is unsaved."""
    translation = manuscript.existing()
    title, body = form.title.data or "", form.body.data or ""
    preview, findings = preview_of(translation, manuscript.other, title=title, body=body)
    published = translation.published
    return EditPage(
        title=title or manuscript.text.title or _("Article"),
        form=form,
        base=manuscript.number if base is None else base,
        public_id=manuscript.article.public_id,
        locale=manuscript.locale,
        state=translation.state,
        number=manuscript.number,
        published_number=published.number if published else None,
        changed=_time_of(translation.changed_at),
        public_url=public_url(translation) if published else None,
        tabs=_tabs(manuscript),
        outdated=_outdated(manuscript),
        preview_title=title,
        preview=preview,
        findings=findings,
        remedies=remedy_choices(manuscript.locale),
        may_publish=manuscript.reader.may(Permission.PUBLISH_ARTICLES),
        other_language=language_name(manuscript.other.locale) if manuscript.other else None,
        unsaved=unsaved,
        problem=problem,
        picture=picture or SentPicture(),
    )


def preview_of(
    translation: Translation, other: Translation | None, *, title: str, body: str
) -> tuple[Markup, tuple[FindingLine, ...]]:
    """What readers would get of a typed text, and the hints on it."""
    rendered = render_body(db.session, translation, title=title, body=body)
    findings = find_findings(
        db.session, translation, other, title=title, body=body, remedies=rendered.remedies
    )
    return rendered.html, findings


def unsaved_translation(locale: str) -> Translation:
    """A translation that stands in no table, to render a text that belongs to no article yet."""
    return Translation(locale=locale, article=Article(key="", visibility="public"))


def public_url(translation: Translation) -> str:
    """Where its readers find it."""
    return f"/{translation.locale}/articles/{translation.slug}"


def remedy_choices(locale: str) -> tuple[tuple[str, str], ...]:
    """(id, title in the article's language) of every remedy, for the toolbar."""
    return tuple((entry.id, entry.titles[locale]) for entry in catalogue().values())


def _time_of(change: datetime) -> str:
    """The clock for today, else the day."""
    zone = current_time_zone()
    today = now().astimezone(zone).date()
    return clock(change) if change.astimezone(zone).date() == today else day(change)


def _tabs(manuscript: Manuscript) -> tuple[LanguageTab, ...]:
    by_locale = {t.locale: t for t in (manuscript.translation, manuscript.other) if t is not None}
    return tuple(_tab(manuscript, locale, by_locale.get(locale)) for locale in LOCALES)


def _tab(manuscript: Manuscript, locale: str, translation: Translation | None) -> LanguageTab:
    endpoint = "editor.edit" if translation else "editor.side_by_side"
    return LanguageTab(
        locale,
        language_name(locale),
        url_for(endpoint, public_id=manuscript.article.public_id, locale=locale),
        current=locale == manuscript.locale,
        state=translation.state if translation else None,
        outdated=translation.outdated if translation else False,
    )


def _outdated(manuscript: Manuscript) -> Outdated | None:
    for translation, source in (
        (manuscript.translation, manuscript.other),
        (manuscript.other, manuscript.translation),
    ):
        if translation is not None and source is not None and translation.outdated:
            return _follow(translation, source)
    return None


def _follow(translation: Translation, source: Translation) -> Outdated:
    followed = db.session.get(Revision, translation.follows_id) if translation.follows_id else None
    sections: tuple[str, ...] = ()
    if followed is not None and source.head is not None:
        sections = changed_sections(followed.body, source.head.body)
    return Outdated(
        translation.locale,
        language_name(translation.locale),
        followed.number if followed else None,
        tuple(heading for heading in sections if heading)[:3],
    )
