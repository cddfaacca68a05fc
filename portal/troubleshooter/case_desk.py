"""What guided help asks of cases. They stand above this feature: `app` puts it in place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.remedies.models import Attempt
from portal.web.access import Reader


@dataclass(frozen=True, slots=True)
class CaseOfRun:
    """The case that a run belongs to, for an agent who may see it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What the feature of cases knows and keeps. `case_of` is the newest case of a journey that
    the reader may see, or None; `keep` adds what an agent recorded to the journey's open cases;
    `open_url` is where a run for a caller (its token) becomes a case."""

    case_of: Callable[[Session, Journey, Reader], CaseOfRun | None]
    keep: Callable[[Session, Journey, Attempt, int, datetime], None]
    open_url: Callable[[str], str]


def case_desk() -> CaseDesk:
    """How this portal does it."""
    found: CaseDesk = current_app.extensions["lotse.case_desk"]
    return found
