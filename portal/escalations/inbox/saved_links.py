"""Kept filters in the side list of the inbox, each with its count."""

from collections.abc import Mapping
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.escalations.inbox.filter_bar import filter_address
from portal.escalations.inbox.filters import wanted_of
from portal.escalations.inbox.narrowing import narrowed
from portal.escalations.inbox.pages import ViewGroup, ViewLink
from portal.escalations.inbox.saved_queries import usable_filters
from portal.escalations.inbox.walking import Count, count_filtered
from portal.web.access import Reader
from portal.web.locale import current_time_zone


def saved_group(
    session: Session, reader: Reader, shown: Mapping[str, str] | None, *, now: datetime
) -> ViewGroup | None:
    """The filters that the reader can use; `shown` is what the list is narrowed to now."""
    filters = usable_filters(session, reader)
    if not filters:
        return None
    wanted = [wanted_of(saved.wanted) for saved in filters]
    zone = current_time_zone()
    narrowings = [narrowed(session, each, reader, now=now, zone=zone) for each in wanted]
    counts = count_filtered(session, narrowings, reader, now=now)
    links = [
        ViewLink(saved.name, filter_address(each), _words(count), current=each == shown)
        for saved, each, count in zip(filters, wanted, counts, strict=True)
    ]
    tidy = ViewLink(_("Tidy the filters"), url_for("cases.filter_list"), "", current=False)
    return ViewGroup(_("Saved"), (*links, tidy))


def _words(count: Count) -> str:
    return f"{count.number}+" if count.more else str(count.number)
