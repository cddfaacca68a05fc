"""What the portal's mails look like before one is sent, and the frame that shows HTML parts."""

from collections.abc import Sequence

from flask import Response, current_app, make_response, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts.blueprint import blueprint
from portal.accounts.mail_pages import PreviewPage, PreviewRow, PreviewsPage
from portal.core.errors import NotFound
from portal.core.mail_content import Letter, MailContent
from portal.core.mail_html import as_html, letterhead_of
from portal.core.mail_previews import Preview, SampleOffice
from portal.web.access import Permission, requires
from portal.web.locale import LOCALES
from portal.web.pages import render
from portal.web.security import CONTENT_SECURITY_POLICY

FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""A mail runs nothing, fetches nothing and leads nowhere while it is looked at."""


@blueprint.get("/mails/previews")
@requires(Permission.SEE_MAILS)
def previews() -> Response:
    """Every kind of mail, in both languages."""
    rows = [
        PreviewRow(
            name=preview.name(),
            occasion=preview.occasion(),
            links=tuple((locale, _address(preview, locale)) for locale in LOCALES),
        )
        for preview in _previews()
    ]
    return render(PreviewsPage(title=_("Mails the portal sends"), rows=tuple(rows)))


@blueprint.get("/mails/previews/<kind>/<any(de, en):locale>")
@requires(Permission.SEE_MAILS)
def preview(kind: str, locale: str) -> Response:
    """One kind of mail with both of its parts."""
    found = _find(kind)
    letter = _letter(found, locale)
    page = PreviewPage(
        title=found.name(),
        occasion=found.occasion(),
        letter=letter,
        locales=tuple((each, _address(found, each), each == locale) for each in LOCALES),
        frame_url=url_for("accounts.preview_as_html", kind=kind, locale=locale),
    )
    return with_frame(render(page))


@blueprint.get("/mails/previews/<kind>/<any(de, en):locale>/html")
@requires(Permission.SEE_MAILS)
def preview_as_html(kind: str, locale: str) -> Response:
    """The HTML part by itself, for the frame."""
    letter = _letter(_find(kind), locale)
    return mail_html(letter.content, letter.subject)


def mail_html(content: MailContent, subject: str) -> Response:
    """An HTML part as a document of its own that can do nothing."""
    letterhead = letterhead_of(current_app.extensions["lotse.organisation"])
    response = make_response(as_html(content, subject, letterhead))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def with_frame(response: Response) -> Response:
    """Let a page of ours hold a frame of ours, which no other page may."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    response.headers["Cache-Control"] = "no-store"
    return response


def _previews() -> Sequence[Preview]:
    previews: Sequence[Preview] = current_app.extensions["lotse.mail_previews"]
    return previews


def _find(kind: str) -> Preview:
    for preview in _previews():
        if preview.kind == kind:
            return preview
    raise NotFound("There is no such mail. Go back to the list.")


def _letter(preview: Preview, locale: str) -> Letter:
    settings = current_app.extensions["lotse.settings"]
    organisation = current_app.extensions["lotse.organisation"]
    with force_locale(locale):
        return preview.make(SampleOffice(organisation, settings.base_url, locale))


def _address(preview: Preview, locale: str) -> str:
    return url_for("accounts.preview", kind=preview.kind, locale=locale)
