"""What the remedies keep for a journey: the attempts."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.journeys.parts import Part, Told
from portal.remedies.models import Outcome
from portal.remedies.operations import erase_attempts
from portal.remedies.queries import attempts


def tell_attempts(session: Session, journey: Journey) -> Iterable[Told]:
    """What was tried, in the wording that was shown then."""
    for attempt in attempts(session, journey):
        if attempt.outcome == Outcome.COULD_NOT:
            text = _("Tried: %(title)s", title=attempt.title)
        elif attempt.before:
            text = _("Done before: %(title)s", title=attempt.title)
        else:
            text = _("Done: %(title)s", title=attempt.title)
        yield Told(attempt.at, text, note=attempt.note, outcome=attempt.outcome)


ATTEMPTS = Part(erase=lambda session, ids, _now: erase_attempts(session, ids), tell=tell_attempts)
