"""How often a customer was passed on or asked for what they had said already: at two, somebody who
leads the team looks at it. Pure."""

from collections.abc import Iterable
from typing import Final, Protocol

HANDED_OVER: Final = "case.handed_over"
"""The case went to another person, or to another team. A deputy who answers for somebody who is
away is neither."""
ASKED_AGAIN: Final = "case.asked_again"
"""A reply asked for something that stood in the case already."""
ALARM_AT: Final = 2
_COUNTED = frozenset({HANDED_OVER, ASKED_AGAIN})


class Happened(Protocol):
    """An event of a case."""

    @property
    def name(self) -> str:
        """What happened."""


def runarounds(events: Iterable[Happened]) -> int:
    """How many of a case's events sent its customer round."""
    return sum(event.name in _COUNTED for event in events)
