"""Files that a step asks for. They are checked and kept by the feature that takes requests, which
stands above this one: `app` puts it in place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from portal.journeys.models import Journey


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that travels with the next request of a journey."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SentFiles:
    """What came with a form. `errors` say what could not be taken and why, with `status`; `keep`
    adds the rest to what travels with the journey's next request, within a transaction, and raises
    TooLarge when there are enough."""

    names: tuple[str, ...]
    errors: tuple[str, ...]
    status: int
    keep: Callable[[Session, Journey, datetime], None]


@dataclass(frozen=True, slots=True)
class StepFiles:
    """`accept` is for the browser, `hint` says it in words. `take` reads the form's field `files`,
    however large, so call it before anything else looks at the form, and not within a transaction;
    `kept` is what a journey has added so far."""

    accept: str
    hint: Callable[[], str]
    take: Callable[[], SentFiles]
    kept: Callable[[Session, Journey], tuple[KeptFile, ...]]


def step_files() -> StepFiles:
    """How this portal keeps them."""
    keeping: StepFiles = current_app.extensions["lotse.step_files"]
    return keeping
