"""What to have ready and how long it takes, as pages show it."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.journeys.facts import fact_words
from portal.troubleshooter.definition import Flow, Needed
from portal.troubleshooter.having_ready import to_have_ready
from portal.troubleshooter.pages import NeededLine
from portal.troubleshooter.position import Position, Tried
from portal.troubleshooter.remaining import remaining_minutes
from portal.troubleshooter.timing import measured_remedies, with_measured
from portal.troubleshooter.timing_job import measured_seconds
from portal.troubleshooter.wording import say
from portal.web.locale import current_locale


def ready_lines(
    flow: Flow,
    position: Position,
    attempts: Mapping[str, Tried],
    called: Mapping[str, Flow],
    known: Mapping[str, str],
) -> tuple[NeededLine, ...]:
    """All that the rest of the way may ask for, with what is known of it already."""
    return tuple(
        NeededLine(_words(thing), thing.optional, known.get(thing.id, ""))
        for thing in to_have_ready(flow, position, attempts, called)
    )


def minutes_left(
    session: Session,
    flow: Flow,
    position: Position,
    attempts: Mapping[str, Tried],
    called: Mapping[str, Flow],
) -> int:
    """As measured where there are enough runs, else as the authors say."""
    named = {remedy for each in (flow, *called.values()) for remedy in each.remedies}
    seconds = measured_seconds(session, named)
    timed = with_measured(flow, called, seconds)
    inner = {key: measured_remedies(each, seconds) for key, each in called.items()}
    return remaining_minutes(timed, position, attempts, inner)


def _words(thing: Needed) -> str:
    return say(thing.text, current_locale()) or fact_words(thing.id).label
