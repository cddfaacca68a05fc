"""A place in a list as it stands in an address."""

import re
from datetime import UTC, datetime, timedelta

from portal.escalations.inbox.queries import Place

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,12})", re.ASCII)


def read_place(text: str) -> Place | None:
    """The place; None for anything else than what `place_text` wrote."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    try:
        return Place(EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))
    except OverflowError:  # the calendar has an end
        return None


def place_text(place: Place) -> str:
    """Microseconds since 1970 and the case."""
    return f"{(place.at - EPOCH) // timedelta(microseconds=1)}-{place.case_id}"
