"""A page is a frozen dataclass: its template's whole context, checked by a contract test."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, current_app, make_response

from portal.web.furniture import furniture
from portal.web.locale import current_locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has. `template` names the file below portal/templates."""

    template: ClassVar[str]

    title: str
    description: str = ""


def render(page: Page, status: int = 200) -> Response:
    """The page as an HTML response."""
    template = current_app.jinja_env.get_template(page.template)
    html = template.render(page=page, furniture=furniture(), locale=current_locale())
    return make_response(html, status)
