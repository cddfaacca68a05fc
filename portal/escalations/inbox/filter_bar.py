"""The filter above the list in words: its form, and what it says now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.escalations.desk.words import status_word
from portal.escalations.inbox.filter_pages import Choice, Days, FilterBar
from portal.escalations.inbox.filters import ME, NOBODY, PRESSING, view_of
from portal.escalations.inbox.narrowing import people_of
from portal.escalations.inbox.queries import View
from portal.escalations.models import Status
from portal.escalations.tags.queries import known_tags
from portal.service_hours.rules import Priority
from portal.service_hours.team_forms import PRIORITY_NAMES
from portal.web.access import Permission, Reader
from portal.web.formatting import day
from portal.web.locale import LOCALES, current_locale

Options = tuple[tuple[str, str], ...]


def filter_bar(
    session: Session,
    wanted: Mapping[str, str],
    reader: Reader,
    queues: Sequence[Queue],
    missing: Sequence[str] = (),
) -> FilterBar:
    """The form, filled in with what is wanted."""
    choices = choices_of(session, wanted, reader, queues)
    return FilterBar(
        choices=choices,
        days=tuple(
            Days(label, name, wanted.get(f"{name}_from", ""), wanted.get(f"{name}_to", ""))
            for name, label in _moments().items()
        ),
        tags=wanted.get("tags", ""),
        proposals=tuple(tag.name for tag in known_tags(session, reader)),
        chips=tuple(
            (words, _address(wanted, without=names)) for names, words in _sayings(wanted, choices)
        ),
        missing=tuple(missing),
        save_url=filter_address(wanted, "cases.new_filter"),
        clear_url=url_for("cases.inbox", view=wanted.get("view")),
    )


def filter_address(wanted: Mapping[str, str], endpoint: str = "cases.inbox") -> str:
    """Where a filter is shown."""
    values: dict[str, Any] = dict(wanted)
    return url_for(endpoint, **values)


def in_words(
    session: Session, wanted: Mapping[str, str], reader: Reader, queues: Sequence[Queue]
) -> str:
    """A filter in one line: "All of my teams · priority: urgent"."""
    choices = choices_of(session, wanted, reader, queues)
    sayings = [words for _names, words in _sayings(wanted, choices)]
    view = dict(choices[0].options)[view_of(wanted)]
    return " · ".join([view, *sayings])


def choices_of(
    session: Session, wanted: Mapping[str, str], reader: Reader, queues: Sequence[Queue]
) -> tuple[Choice, ...]:
    """The fields with a fixed list; the view comes first and has no "any"."""
    locale = current_locale()
    people = people_of(session, queues)
    fields: list[tuple[str, str, Options]] = [
        ("team", _("Team"), tuple((queue.key, queue.names[locale]) for queue in queues)),
        ("status", _("State"), tuple((status.value, status_word(status)) for status in Status)),
        ("priority", _("Priority"), _priorities()),
        ("language", _("Language"), tuple((code, _language(code)) for code in LOCALES)),
        (
            "contact",
            _("Contact person"),
            (
                (ME, _("me")),
                (NOBODY, _("nobody yet")),
                *((p.public_id, p.name) for p in people if p.id != reader.user_id),
            ),
        ),
        ("due", _("Promised by"), (*_near(), ("week", _("in the next 7 days")))),
        ("created", _("Opened"), _lately()),
        ("changed", _("Changed"), _lately()),
    ]
    view = Choice("view", _("View"), view_of(wanted), view_names(reader))
    rest = (
        Choice(name, label, wanted.get(name, ""), (("", _("any")), *options))
        for name, label, options in fields
    )
    return (view, *rest)


def view_names(reader: Reader) -> Options:
    """The views of this reader, as the side list calls them."""
    names = {
        View.MINE: _("For me"),
        View.DEPUTY: _("Standing in"),
        View.UNASSIGNED: _("Without a contact person"),
        View.OVERDUE: _("Overdue"),
        View.WAITING: _("Waiting for the customer"),
        View.ALL: _("All of my teams"),
        View.PASSED_AROUND: _("Passed around twice"),
        View.SOLVED: _("Solved"),
    }
    leads = reader.may(Permission.LEAD_TEAM)
    hidden = {View.PASSED_AROUND} if not leads else set()
    return tuple((view.value, name) for view, name in names.items() if view not in hidden)


def _sayings(
    wanted: Mapping[str, str], choices: Sequence[Choice]
) -> list[tuple[tuple[str, ...], str]]:
    """Parameters that belong together, and what they say."""
    said: list[tuple[tuple[str, ...], str]] = []
    for choice in choices[1:]:
        if choice.value:
            name = dict(choice.options).get(choice.value, _("not there any more"))
            said.append(((choice.name,), f"{choice.label}: {name}"))
    if "tags" in wanted:
        said.append((("tags",), _("Tags: %(names)s", names=wanted["tags"])))
    for name, label in _moments().items():
        first, last = wanted.get(f"{name}_from"), wanted.get(f"{name}_to")
        if first or last:
            said.append(((f"{name}_from", f"{name}_to"), f"{label}: {_between(first, last)}"))
    return said


def _address(wanted: Mapping[str, str], without: Sequence[str]) -> str:
    rest = {name: value for name, value in wanted.items() if name not in without}
    return filter_address({"view": view_of(wanted).value, **rest})


def _between(first: str | None, last: str | None) -> str:
    start, end = (day(date.fromisoformat(text)) if text else "" for text in (first, last))
    if start and end:
        return _("%(first)s to %(last)s", first=start, last=end)
    return _("from %(day)s", day=start) if start else _("until %(day)s", day=end)


def _moments() -> dict[str, str]:
    return {"due": _("Promised by"), "created": _("Opened"), "changed": _("Changed")}


def _priorities() -> Options:
    return (
        (PRESSING, _("urgent or high")),
        *((one.value, str(PRIORITY_NAMES[one])) for one in reversed(Priority)),
    )


def _near() -> Options:
    return (("today", _("today")), ("tomorrow", _("tomorrow")))


def _lately() -> Options:
    return (
        ("today", _("today")),
        ("week", _("in the last 7 days")),
        ("month", _("in the last 30 days")),
    )


def _language(code: str) -> str:
    return {"de": _("German"), "en": _("English")}[code]
