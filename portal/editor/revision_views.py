"""Older texts: what changed, by whom, and the way back to them."""

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.editor.blueprint import blueprint
from portal.editor.comparing import differences
from portal.editor.edit_views import ADDRESS
from portal.editor.manuscript import Manuscript, open_manuscript, typed_base
from portal.editor.pages import RevisionPage, RevisionsPage
from portal.editor.queries import author_name, revision, revisions
from portal.knowledge.models import Revision
from portal.knowledge.operations import ArticleText, restore_revision, text_of
from portal.web.access import Permission, requires
from portal.web.pages import render


@blueprint.get(f"{ADDRESS}/revisions")
@requires(Permission.WRITE_ARTICLES)
def revision_list(public_id: str, locale: str) -> AnyResponse:
    """All revisions of one language, newest first."""
    manuscript = open_manuscript(public_id, locale)
    translation = manuscript.existing()
    page = RevisionsPage(
        title=_("Versions of “%(title)s”", title=translation.title),
        public_id=public_id,
        locale=locale,
        rows=revisions(db.session, translation),
    )
    return render(page)


@blueprint.get(f"{ADDRESS}/revisions/<int:number>")
@requires(Permission.WRITE_ARTICLES)
def show_revision(public_id: str, locale: str, number: int) -> AnyResponse:
    """What one revision changed; with `?against=newest`, what has changed since."""
    manuscript = open_manuscript(public_id, locale)
    shown = _revision(manuscript, number)
    against_newest = request.args.get("against") == "newest"
    other = manuscript.number if against_newest else number - 1
    basis = _revision(manuscript, other) if other else None
    before = text_of(basis) if basis else ArticleText(title="", body="")
    pair = (text_of(shown), before) if against_newest else (before, text_of(shown))
    page = RevisionPage(
        title=_("Version %(number)s of “%(title)s”", number=number, title=shown.title),
        public_id=public_id,
        locale=locale,
        number=number,
        author=author_name(db.session, shown),
        created_at=shown.created_at,
        other=other or None,
        against_newest=against_newest,
        newest=manuscript.number,
        differences=differences(*pair),
    )
    return render(page)


@blueprint.post(f"{ADDRESS}/revisions/<int:number>/restorations")
@requires(Permission.WRITE_ARTICLES)
def restore(public_id: str, locale: str, number: int) -> AnyResponse:
    """Make an older text the newest, as a new draft; a Conflict if `base` is not the newest."""
    with transaction(db.session) as session:
        manuscript = open_manuscript(public_id, locale)
        older = _revision(manuscript, number)
        if text_of(older) != manuscript.text:
            restore_revision(
                session,
                manuscript.existing(),
                older,
                base=typed_base(),
                actor_id=manuscript.reader.user_id,
                now=now(),
            )
    return redirect(manuscript.url("edit"), 303)


def _revision(manuscript: Manuscript, number: int) -> Revision:
    found = revision(db.session, manuscript.existing(), number)
    if found is None:
        raise NotFound("There is no such version of this text.")
    return found
