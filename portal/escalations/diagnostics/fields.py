"""The items of a form: what is offered, and what was ticked."""

from collections.abc import Mapping

from flask import request

from portal.escalations.diagnostics.items import (
    LONGEST,
    Item,
    browser_of,
    language_of,
    system_of,
)
from portal.escalations.diagnostics.pages import ItemView
from portal.escalations.diagnostics.words import item_label
from portal.web.inputs import one_line
from portal.web.locale import TIME_ZONE_COOKIE, current_time_zone

SHOWN, TICKED, AGREED = "diagnostics", "diagnostic", "agree"
"""Fields: the form has shown the items; those that are ticked; logs that may go along."""


def item_views(ticked: Mapping[Item, str]) -> tuple[ItemView, ...]:
    """All items as they would be sent; what was ticked stays as it was then."""
    found = _offered()
    return tuple(
        ItemView(
            key=item.value,
            label=item_label(item),
            value=ticked.get(item, found.get(item, "")),
            ticked=item in ticked,
        )
        for item in Item
    )


def ticked_items() -> dict[Item, str]:
    """What the customer agreed to send, in the wording that stood there."""
    wanted = set(request.form.getlist(TICKED))
    values = {
        item: one_line(request.form.get(f"{TICKED}:{item.value}", ""), LONGEST)
        for item in Item
        if item.value in wanted
    }
    return {item: value for item, value in values.items() if value}


def shown_items() -> bool:
    """Did this form offer them at all?"""
    return SHOWN in request.form


def agreed_logs() -> frozenset[str]:
    """The public ids of the logs that may go along."""
    return frozenset(request.form.getlist(AGREED))


def _offered() -> dict[Item, str]:
    """What we know without JavaScript: what every browser says of itself."""
    agent = request.headers.get("User-Agent", "")[:400]
    found = {
        Item.BROWSER: browser_of(agent),
        Item.SYSTEM: system_of(agent),
        Item.LANGUAGE: language_of(request.headers.get("Accept-Language", "")[:200]),
    }
    if TIME_ZONE_COOKIE in request.cookies:
        found[Item.ZONE] = current_time_zone().key
    return found
