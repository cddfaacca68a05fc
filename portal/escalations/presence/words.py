"""Who is there, in a sentence each."""

from collections.abc import Iterable

from flask_babel import gettext as _

from portal.escalations.presence.models import Writing
from portal.escalations.presence.queries import Here


def presence_words(people: Iterable[Here]) -> str:
    """ "Tom Behrens is writing an answer · Aylin Kaya is reading along"; who writes comes first."""
    order = sorted(people, key=lambda here: here.writing is Writing.NOTHING)
    return " · ".join(_sentence(here) for here in order)


def mark_words(people: Iterable[Here]) -> str:
    """The same where there is little room."""
    order = sorted(people, key=lambda here: here.writing is Writing.NOTHING)
    return ", ".join(
        _sentence(here)
        if here.writing is Writing.NOTHING
        else _("%(name)s is writing", name=here.name)
        for here in order
    )


def _sentence(here: Here) -> str:
    match here.writing:
        case Writing.REPLY:
            return _("%(name)s is writing an answer", name=here.name)
        case Writing.NOTE:
            return _("%(name)s is writing a note", name=here.name)
    return _("%(name)s is reading along", name=here.name)
