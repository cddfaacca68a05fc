"""One language beside the other: what changed there, and this text to bring in line with it."""

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from articles.diffing import difference
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.editor.blueprint import blueprint
from portal.editor.edit_views import conflict_page
from portal.editor.forms import ArticleForm, language_name
from portal.editor.manuscript import Manuscript, article_form, open_manuscript, typed_base
from portal.editor.operations import save_text, share_pictures
from portal.editor.pages import SideBySidePage
from portal.knowledge.models import Revision, Translation
from portal.knowledge.operations import EditConflict, create_translation, mark_in_line
from portal.web.access import Permission, requires
from portal.web.locale import LOCALES
from portal.web.pages import render


@blueprint.get("/<public_id>/side-by-side")
@requires(Permission.WRITE_ARTICLES)
def side_by_side(public_id: str) -> AnyResponse:
    """The language in `?locale=` beside the other; without it, the one that has to follow."""
    manuscript = _manuscript(public_id)
    if manuscript.other is None:
        return redirect(manuscript.url("edit"), 303)
    form = article_form(manuscript)
    if manuscript.translation is None:
        form.body.data = _source(manuscript)[1].body
    return render(_page(manuscript, form, base=manuscript.number))


@blueprint.post("/<public_id>/side-by-side")
@requires(Permission.WRITE_ARTICLES)
def save_side_by_side(public_id: str) -> AnyResponse:
    """Save the text; it is in line with the other language as that stood on the page."""
    manuscript = _manuscript(public_id)
    form = article_form(manuscript, request.form)
    if not form.validate():
        return render(_page(manuscript, form, base=typed_base(), unsaved=True), 422)
    try:
        with transaction(db.session):
            manuscript = _manuscript(public_id)
            in_line = _save(manuscript, form)
    except EditConflict as conflict:
        return conflict_page(_manuscript(public_id), form, conflict)
    return redirect(manuscript.url("edit" if in_line else "side_by_side"), 303)


def _manuscript(public_id: str) -> Manuscript:
    locale = request.args.get("locale", "")
    if locale in LOCALES:
        return open_manuscript(public_id, locale)
    manuscript = open_manuscript(public_id, "en")
    german_follows = manuscript.other is not None and manuscript.other.outdated
    if manuscript.other is None or (
        german_follows and not (manuscript.translation or manuscript.other).outdated
    ):
        return open_manuscript(public_id, "de")
    return manuscript


def _source(manuscript: Manuscript) -> tuple[Translation, Revision]:
    if manuscript.other is None or manuscript.other.head is None:
        raise NotFound("There is no text in the other language.")
    return manuscript.other, manuscript.other.head


def _save(manuscript: Manuscript, form: ArticleForm) -> bool:
    source, newest = _source(manuscript)
    text = form.text(manuscript.text.extra)
    actor_id, moment = manuscript.reader.user_id, now()
    translation = manuscript.translation
    if translation is None:
        translation = create_translation(
            db.session, manuscript.article, manuscript.locale, text, actor_id=actor_id, now=moment
        )
    else:
        save_text(db.session, translation, text, base=typed_base(), actor_id=actor_id, now=moment)
    share_pictures(db.session, source, translation)
    in_line = request.form.get("source", type=int) == newest.number
    if in_line:
        mark_in_line(translation, source)
    return in_line


def _page(
    manuscript: Manuscript, form: ArticleForm, *, base: int, unsaved: bool = False
) -> SideBySidePage:
    source, newest = _source(manuscript)
    translation = manuscript.translation
    followed = None
    if translation is not None and translation.follows_id is not None:
        followed = db.session.get(Revision, translation.follows_id)
    return SideBySidePage(
        title=_("“%(title)s” in both languages", title=manuscript.text.title or newest.title),
        form=form,
        base=base,
        public_id=manuscript.article.public_id,
        locale=manuscript.locale,
        language=language_name(manuscript.locale),
        exists=translation is not None,
        source_locale=source.locale,
        source_language=language_name(source.locale),
        source_number=newest.number,
        source_title=newest.title,
        source_summary=newest.summary,
        source_rows=difference(followed.body if followed else newest.body, newest.body),
        since=followed.number if followed and followed.id != newest.id else None,
        unsaved=unsaved,
    )
