"""Filters of the results page: each narrows the list, each says how much it leaves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from portal.helpcenter.pages import Facet, FacetOption
from portal.knowledge.searching import Found

RECENT = timedelta(days=92)
KINDS = ("article", "flow", "incident")
LANGUAGES = ("de", "en")
MOST_TOPICS = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose; empty strings choose everything."""

    kind: str = ""
    language: str = ""
    topic: str = ""
    checked: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Filters":
        """From the query string; a value we do not know chooses everything."""
        kind, language = args.get("kind", ""), args.get("language", "")
        return cls(
            kind=kind if kind in KINDS else "",
            language=language if language in LANGUAGES else "",
            topic=args.get("topic", "")[:80],
            checked="recent" if args.get("checked") == "recent" else "",
        )

    def __bool__(self) -> bool:
        return self != Filters()

    def as_args(self) -> dict[str, str]:
        """The filters in force, for links and hidden fields."""
        names = ("kind", "language", "topic", "checked")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    def apply(self, hits: Iterable[Found], *, today: date) -> tuple[Found, ...]:
        """The hits that pass all filters, in their order."""
        return tuple(hit for hit in hits if self._passes(hit, today))

    def _passes(self, hit: Found, today: date) -> bool:
        if self.checked and (hit.checked_on is None or hit.checked_on < today - RECENT):
            return False
        return (
            self.kind in {"", hit.kind}
            and self.language in {"", hit.locale}
            and self.topic in {"", hit.category}
        )


def facets(
    hits: Sequence[Found],
    filters: Filters,
    query: str,
    names: Mapping[str, str],
    *,
    today: date,
) -> tuple[Facet, ...]:
    """All groups of filters, each counted with the other groups' filters in force. Of many topics
    the largest stand in front, and the one that is chosen."""

    def option(label: str, *, counted: bool = True, **change: str) -> FacetOption:
        changed = replace(filters, **change)
        arguments = urlencode({"q": query, **changed.as_args()})
        return FacetOption(
            label=label,
            url=f"{url_for('helpcenter.search')}?{arguments}",
            count=len(changed.apply(hits, today=today)) if counted else None,
            current=changed == filters,
        )

    kinds = {hit.kind for hit in hits}
    labels = {"article": _("Articles"), "flow": _("Step by step"), "incident": _("Known problems")}
    counted = Counter(hit.category for hit in hits if hit.category in names)
    ordered = sorted(counted, key=lambda key: (key != filters.topic, -counted[key], names[key]))
    topics = sorted(ordered[:MOST_TOPICS], key=names.__getitem__)
    further = sorted(ordered[MOST_TOPICS:], key=names.__getitem__)
    return (
        Facet(
            _("Kind"),
            (
                option(_("All"), kind=""),
                *(option(labels[kind], kind=kind) for kind in KINDS if kind in kinds),
            ),
        ),
        Facet(
            _("Language"),
            (
                # Not counted: an article found in both languages is one hit, in one of them.
                option(_("Your language first"), counted=False, language=""),
                option(_("German only"), counted=False, language="de"),
                option(_("English only"), counted=False, language="en"),
            ),
        ),
        Facet(
            _("Topic"),
            (
                option(_("All topics"), topic=""),
                *(option(names[key], topic=key) for key in topics),
            ),
            tuple(option(names[key], topic=key) for key in further),
        ),
        Facet(
            _("Last checked"),
            (
                option(_("Any time"), checked=""),
                option(_("In the last 3 months"), checked="recent"),
            ),
        ),
    )
