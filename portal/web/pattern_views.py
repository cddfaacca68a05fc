"""`/agent/patterns`: every component once, in both themes. Not linked for customers."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response

from portal.web.pages import Page, render

blueprint = Blueprint("patterns", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage(Page):
    """The page has no data of its own."""

    template: ClassVar[str] = "patterns.html"


@blueprint.get("/agent/patterns")
def patterns() -> Response:
    """All components."""
    return render(PatternsPage(title="Patterns"))
