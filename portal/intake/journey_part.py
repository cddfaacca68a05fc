"""What the intake keeps for a journey: the customer's own text."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.intake.operations import erase_intakes
from portal.intake.queries import intake_of
from portal.journeys.models import Journey
from portal.journeys.parts import Part, Told


def tell_intake(session: Session, journey: Journey) -> Iterable[Told]:
    """What was written, as it stands now."""
    intake = intake_of(session, journey)
    if intake is not None:
        text = _("Told in your own words what happened")
        yield Told(intake.written_at, text, url_for("intake.tell"), note=intake.text)


WORDS = Part(erase=lambda session, ids, _now: erase_intakes(session, ids), tell=tell_intake)
