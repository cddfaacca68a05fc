"""The rooms behind the tab "Search": one line of links on top of each of their pages."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Room:
    """One link of that line."""

    label: str
    url: str
    current: bool


def rooms() -> tuple[Room, ...]:
    """All rooms; the one this request is in is marked."""
    by_url = {
        url_for("insights.overview"): _("Questions and gaps"),
        url_for("insights.synonyms"): _("Synonyms"),
        url_for("insights.ranking"): _("Why these hits"),
        url_for("insights.rules"): _("Pinned and hidden"),
    }
    here = max(filter(request.path.startswith, by_url), key=len, default="")
    return tuple(Room(label, url, url == here) for url, label in by_url.items())
