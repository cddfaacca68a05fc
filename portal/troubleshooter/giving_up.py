"""When guided help stops by itself and offers a person. Pure.

At “worse” the replay ends at a person at once. Where remedy after remedy is without effect, nobody
has to find out alone that the rest may be in vain: the customer is asked, and may go on.
"""

from portal.remedies.models import Outcome
from portal.troubleshooter.walk import Way

ENOUGH = 3


def without_effect(way: Way) -> int:
    """How many remedies were gone through in the run and changed nothing; each counts once."""
    return len(
        {
            place.remedy.id
            for place in way.behind
            if place.remedy is not None
            and not place.skipped
            and place.reply == (Outcome.NO_CHANGE.value,)
        }
    )


def gives_up(way: Way, went_on_after: int = 0) -> bool:
    """Is it time to offer a person? `went_on_after`: so many were without effect when the customer
    chose to go on all the same, 0 if they were not asked yet."""
    return way.here.end is None and without_effect(way) - went_on_after >= ENOUGH
