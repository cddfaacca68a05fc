"""The way to the readers: review, back to the author, published, withdrawn.

The buttons stand in the edit form, so that each act takes along what was typed but not saved;
saving and acting succeed or fail together.
"""

from datetime import datetime

from flask import redirect, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.editor.blueprint import blueprint
from portal.editor.edit_page import public_url
from portal.editor.edit_views import ADDRESS, save_then
from portal.editor.manuscript import Manuscript, open_manuscript
from portal.editor.pages import WithdrawPage
from portal.editor.queries import count_linking
from portal.knowledge.models import Translation
from portal.knowledge.publication_operations import publish, send_back, submit_for_review, withdraw
from portal.web.access import Permission, requires
from portal.web.pages import render


@blueprint.post(f"{ADDRESS}/reviews")
@requires(Permission.WRITE_ARTICLES)
def submit(public_id: str, locale: str) -> AnyResponse:
    """Hand the draft to the reviewers; sent twice, it is handed in once."""

    def act(
        session: Session, translation: Translation, manuscript: Manuscript, moment: datetime
    ) -> None:
        if translation.state != "review":
            submit_for_review(session, translation, actor_id=manuscript.reader.user_id, now=moment)

    return save_then(public_id, locale, act)


@blueprint.post(f"{ADDRESS}/returns")
@requires(Permission.PUBLISH_ARTICLES)
def return_to_author(public_id: str, locale: str) -> AnyResponse:
    """Make a text under review a draft again; one that was changed on the way is one already."""

    def act(
        session: Session, translation: Translation, manuscript: Manuscript, moment: datetime
    ) -> None:
        if translation.state != "draft":
            send_back(session, translation, actor_id=manuscript.reader.user_id, now=moment)

    return save_then(public_id, locale, act)


@blueprint.post(f"{ADDRESS}/publications")
@requires(Permission.PUBLISH_ARTICLES)
def publish_text(public_id: str, locale: str) -> AnyResponse:
    """Show the text to its readers; with `other_follows` the other language is outdated now."""

    def act(
        session: Session, translation: Translation, manuscript: Manuscript, moment: datetime
    ) -> None:
        if not manuscript.text.body.strip():
            raise Invalid("There is no text to publish.")
        unchanged = translation.published_id == translation.head_id
        if unchanged and translation.state == "published":
            return
        publish(
            session,
            translation,
            actor_id=manuscript.reader.user_id,
            now=moment,
            outdates_other="other_follows" in request.form,
        )

    return save_then(public_id, locale, act)


@blueprint.get(f"{ADDRESS}/withdrawals")
@requires(Permission.PUBLISH_ARTICLES)
def ask_to_withdraw(public_id: str, locale: str) -> AnyResponse:
    """Says what withdrawing means, before it is done."""
    manuscript = open_manuscript(public_id, locale)
    translation = manuscript.existing()
    if translation.published_id is None:
        return redirect(manuscript.url("edit"), 303)
    page = WithdrawPage(
        title=_("Withdraw “%(title)s”", title=translation.title),
        public_id=public_id,
        locale=locale,
        public_url=public_url(translation),
        linking=count_linking(db.session, translation),
    )
    return render(page)


@blueprint.post(f"{ADDRESS}/withdrawals")
@requires(Permission.PUBLISH_ARTICLES)
def withdraw_text(public_id: str, locale: str) -> AnyResponse:
    """Take the text away from its readers; sent twice, it is withdrawn once."""
    with transaction(db.session) as session:
        manuscript = open_manuscript(public_id, locale)
        translation = manuscript.existing()
        if translation.published_id is not None:
            withdraw(session, translation, actor_id=manuscript.reader.user_id, now=now())
        elif translation.state != "archived":
            raise Conflict("Nobody can read this text yet, so there is nothing to withdraw.")
    return redirect(manuscript.url("edit"), 303)
