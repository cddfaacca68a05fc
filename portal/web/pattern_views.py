"""`/agent/patterns`: every component once, in both themes. Not linked for customers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import Blueprint, Response

from portal.core.clock import now
from portal.web.pages import Page, render

blueprint = Blueprint("patterns", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage(Page):
    """The page has no data of its own but a time to show."""

    template: ClassVar[str] = "patterns.html"

    at: datetime


@blueprint.get("/agent/patterns")
def patterns() -> Response:
    """All components."""
    return render(PatternsPage(title="Patterns", at=now()))
