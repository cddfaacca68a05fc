"""Beginning an article."""

import re

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.types import public_id as new_public_id
from portal.editor.blueprint import blueprint
from portal.editor.forms import NewArticleForm
from portal.editor.operations import start_article
from portal.editor.pages import NewArticlePage
from portal.editor.queries import article_by_public_id, categories, category_by_key
from portal.editor.rules import LONGEST_TITLE, clean_line
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import LOCALES, current_locale
from portal.web.pages import render

_PUBLIC_ID = re.compile(r"[2-9bcdfghjkmnpqrstvwxyz]{12}")


@blueprint.get("/new")
@requires(Permission.WRITE_ARTICLES)
def new() -> AnyResponse:
    """Asks for title, language and topic; a link may bring any of them along."""
    language = request.args.get("language", "")
    form = NewArticleForm(
        data={
            "title": clean_line(request.args.get("title", ""))[:LONGEST_TITLE],
            "locale": language if language in LOCALES else current_locale(),
            "category": request.args.get("topic"),
        },
        categories=categories(db.session, current_locale()),
    )
    return render(_page(form, new_public_id()))


@blueprint.post("/new")
@requires(Permission.WRITE_ARTICLES)
def create() -> AnyResponse:
    """Begin the article. The form brings its public id, so that sending it twice makes one."""
    form = NewArticleForm(request.form, categories=categories(db.session, current_locale()))
    public_id = request.form.get("public_id", "")
    if not _PUBLIC_ID.fullmatch(public_id):
        public_id = new_public_id()
    if not form.validate():
        return render(_page(form, public_id), 422)
    reader = current_reader()
    with transaction(db.session) as session:
        category = category_by_key(session, form.category.data)
        if article_by_public_id(session, public_id, reader) is None and category is not None:
            start_article(
                session,
                public_id=public_id,
                title=form.title.data or "",
                locale=form.locale.data,
                category=category,
                actor_id=reader.user_id,
                now=now(),
            )
    return redirect(url_for("editor.edit", public_id=public_id, locale=form.locale.data), 303)


def _page(form: NewArticleForm, public_id: str) -> NewArticlePage:
    return NewArticlePage(title=_("New article"), form=form, public_id=public_id)
