"""What readers would get of a text that is being typed, by the renderer of the public page."""

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core.errors import NotFound, PortalError, TooLarge
from portal.editor.blueprint import blueprint
from portal.editor.edit_page import preview_of, unsaved_translation
from portal.editor.edit_views import ADDRESS, shown_again
from portal.editor.manuscript import article_form, open_manuscript
from portal.editor.rules import LARGEST_BODY, clean_body, clean_line
from portal.editor.sent_pictures import take_picture
from portal.web.access import Permission, requires
from portal.web.locale import LOCALES


@blueprint.post("/preview")
@requires(Permission.WRITE_ARTICLES)
def preview() -> Response:
    """JSON {"html", "findings": [{"line", "level", "message"}]} for a typed `title` and `body`.

    `locale` in the query is the text's language; `article` names the article it belongs to, if
    there is one already, since links and pictures are looked up from there.
    """
    locale = request.args.get("locale", "")
    if locale not in LOCALES:
        raise NotFound("There is no such language.")
    title = clean_line(request.form.get("title", ""))
    body = clean_body(request.form.get("body", ""))
    if len(body.encode()) > LARGEST_BODY:
        raise TooLarge("This text is larger than 200 kB. Split it into several articles.")
    public_id = request.args.get("article", "")
    manuscript = open_manuscript(public_id, locale) if public_id else None
    translation = manuscript.translation if manuscript else None
    html, findings = preview_of(
        translation or unsaved_translation(locale),
        manuscript.other if manuscript else None,
        title=title,
        body=body,
    )
    return jsonify(
        html=html,
        findings=[
            {"line": found.line, "level": found.level, "message": found.message}
            for found in findings
        ],
    )


@blueprint.post(f"{ADDRESS}/preview")
@requires(Permission.WRITE_ARTICLES)
def preview_page(public_id: str, locale: str) -> AnyResponse:
    """The edit page with what was typed and how it looks: the preview without JavaScript."""
    manuscript = open_manuscript(public_id, locale)
    form = article_form(manuscript, request.form)
    taken = take_picture(manuscript, form)
    valid = form.validate()
    if isinstance(taken, PortalError):
        return shown_again(manuscript, form, taken.status, taken)
    return shown_again(manuscript, form, 200 if valid and not taken.problem else 422, picture=taken)
