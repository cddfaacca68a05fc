"""Choices that stay without an account: theme and how much of an article to show."""

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.core.settings import Settings
from portal.helpcenter.blueprint import blueprint
from portal.web.furniture import DETAIL_COOKIE, THEME_COOKIE
from portal.web.security import safe_next

YEAR = 365 * 24 * 3600
CHOICES = {
    DETAIL_COOKIE: ("short", "detailed"),
    THEME_COOKIE: ("light", "dark"),
}


@blueprint.post("/preferences")
def preferences() -> Response:
    """Keep the choice in a cookie and go back; a value we do not know forgets it."""
    settings: Settings = current_app.extensions["lotse.settings"]
    response = redirect(safe_next(request.form.get("next", "")) or url_for(".home"), 303)
    for name, values in CHOICES.items():
        value = request.form.get(name)
        if value in values:
            response.set_cookie(
                name,
                value,
                max_age=YEAR,
                samesite="Lax",
                secure=settings.secure_cookies,
                httponly=True,
            )
        elif value is not None:
            response.delete_cookie(name)
    return response
