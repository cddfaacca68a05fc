"""Pictures for a text: pasted or dropped with JavaScript, chosen from a file without."""

from flask import jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.db import db
from portal.core.errors import Invalid, PortalError
from portal.editor.blueprint import blueprint
from portal.editor.edit_page import edit_page
from portal.editor.edit_views import ADDRESS, shown_again
from portal.editor.manuscript import (
    Manuscript,
    article_form,
    open_manuscript,
    sent_picture,
    typed_base,
)
from portal.editor.sent_pictures import picture_markdown, store_picture, take_picture
from portal.knowledge.linking import image_resolver
from portal.web.access import Permission, current_reader, requires
from portal.web.limits import limiter
from portal.web.pages import render

UPLOADS = "300 per hour"


def _person() -> str:
    return f"person:{current_reader().user_id}"


@blueprint.post(f"{ADDRESS}/pictures")
@limiter.limit(UPLOADS, key_func=_person)
@requires(Permission.WRITE_ARTICLES)
def add_picture(public_id: str, locale: str) -> AnyResponse:
    """Keep the sent `file` for this text.

    A script that asks for JSON gets {"markdown", "source", "url"}, or {"message"} with the
    status of the refusal. A form gets its typed text back, unsaved, with the picture behind it.
    """
    manuscript = open_manuscript(public_id, locale)
    manuscript.existing()
    if request.accept_mimetypes.best == "application/json":
        return _for_script(manuscript)
    form = article_form(manuscript, request.form)
    taken = take_picture(manuscript, form)
    if isinstance(taken, PortalError):
        return shown_again(manuscript, form, taken.status, taken)
    if taken.problem:
        return shown_again(manuscript, form, 422, picture=taken)
    if not taken.added:
        nothing = Invalid("Choose a picture first.")
        return shown_again(manuscript, form, nothing.status, nothing, picture=taken)
    return render(edit_page(manuscript, form, base=typed_base(), unsaved=True, picture=taken))


def _for_script(manuscript: Manuscript) -> AnyResponse:
    sent = sent_picture()
    try:
        if sent is None:
            raise Invalid("Choose a picture first.")
        image = store_picture(manuscript, sent)
    except PortalError as error:
        response = jsonify(message=_(error.message, **error.parameters))
        response.status_code = error.status
        return response
    url = image_resolver(db.session, manuscript.existing())(image.path)
    return jsonify(markdown=picture_markdown(image.path), source=image.path, url=url)
