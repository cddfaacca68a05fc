"""Writing one language of an article. What is refused is shown again with all that was typed."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, redirect, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.editor.blueprint import blueprint
from portal.editor.comparing import differences
from portal.editor.edit_page import edit_page
from portal.editor.forms import ArticleForm
from portal.editor.manuscript import (
    Manuscript,
    article_form,
    open_manuscript,
    typed_base,
)
from portal.editor.operations import change_article, save_text
from portal.editor.pages import ConflictPage
from portal.editor.queries import author_name, category_by_key
from portal.editor.sent_pictures import SentPicture, take_picture
from portal.knowledge.models import Translation
from portal.knowledge.operations import EditConflict, rename_slug, text_of
from portal.web.access import Permission, requires
from portal.web.pages import render

ADDRESS = "/<public_id>/<any(de, en):locale>"
Act = Callable[[Session, Translation, Manuscript, datetime], None]


@blueprint.get(ADDRESS)
@requires(Permission.WRITE_ARTICLES)
def edit(public_id: str, locale: str) -> AnyResponse:
    """Source left, result right; a language without a text begins beside the other."""
    manuscript = open_manuscript(public_id, locale)
    if manuscript.translation is None:
        return redirect(manuscript.url("side_by_side"), 303)
    return render(edit_page(manuscript, article_form(manuscript)))


@blueprint.post(ADDRESS)
@requires(Permission.WRITE_ARTICLES)
def save(public_id: str, locale: str) -> AnyResponse:
    """Save what was typed as a new revision."""
    return save_then(public_id, locale)


def save_then(public_id: str, locale: str, act: Act | None = None) -> AnyResponse:
    """Save what the form holds, let `act` follow in the same transaction, show the result.

    Without a `body` in the form nothing is saved: `act` then works on the newest revision.
    """
    manuscript = open_manuscript(public_id, locale)
    manuscript.existing()
    form = article_form(manuscript, request.form) if "body" in request.form else None
    if form is not None:
        taken = take_picture(manuscript, form)
        valid = form.validate()
        if isinstance(taken, PortalError):
            return shown_again(manuscript, form, taken.status, taken)
        if taken.problem or not valid:
            return shown_again(manuscript, form, 422, picture=taken)
    try:
        with transaction(db.session) as session:
            manuscript = open_manuscript(public_id, locale)
            if form is not None:
                _save(session, manuscript, form)
            if act is not None:
                act(session, manuscript.existing(), manuscript, now())
    except EditConflict as conflict:
        if form is None:
            raise
        return conflict_page(open_manuscript(public_id, locale), form, conflict)
    except PortalError as error:
        manuscript = open_manuscript(public_id, locale)
        return shown_again(manuscript, form or article_form(manuscript), error.status, error)
    return redirect(manuscript.url("edit"), 303)


def shown_again(
    manuscript: Manuscript,
    form: ArticleForm,
    status: int,
    error: PortalError | None = None,
    *,
    picture: SentPicture | None = None,
) -> Response:
    """The edit page with all that was typed, and why it was not taken."""
    problem = _(error.message, **error.parameters) if error else ""
    page = edit_page(
        manuscript, form, base=typed_base(), unsaved=True, problem=problem, picture=picture
    )
    return render(page, status)


def conflict_page(manuscript: Manuscript, form: ArticleForm, conflict: EditConflict) -> Response:
    """What the others saved beside what was typed, which can be saved on top."""
    newest = conflict.newest
    page = ConflictPage(
        title=_("Somebody else saved this article while you were writing"),
        form=form,
        base=newest.number,
        author=author_name(db.session, newest),
        saved_at=newest.created_at,
        public_id=manuscript.article.public_id,
        locale=manuscript.locale,
        differences=differences(text_of(newest), form.text(manuscript.text.extra)),
    )
    return render(page, conflict.status)


def _save(session: Session, manuscript: Manuscript, form: ArticleForm) -> None:
    actor_id, moment = manuscript.reader.user_id, now()
    text = form.text(manuscript.text.extra)
    save_text(
        session, manuscript.existing(), text, base=typed_base(), actor_id=actor_id, now=moment
    )
    category = category_by_key(session, form.category.data) if form.category else None
    change_article(
        session,
        manuscript.article,
        category=category or manuscript.article.category,
        visibility=form.visibility.data if form.visibility else manuscript.article.visibility,
        actor_id=actor_id,
        now=moment,
    )
    if form.slug:
        rename_slug(
            session, manuscript.existing(), form.slug.data or "", actor_id=actor_id, now=moment
        )
