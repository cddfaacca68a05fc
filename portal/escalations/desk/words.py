"""Words of the agents' pages for what the database keeps."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.escalations.inbox.words import short_moment
from portal.escalations.models import Basis, Promise, Status


def status_word(status: Status) -> str:
    """A case's status as agents call it."""
    words = {
        Status.NEW: _("new"),
        Status.OPEN: pgettext("status", "open"),
        Status.WAITING: _("waiting for the customer"),
        Status.SOLVED: _("solved"),
        Status.CLOSED: _("closed"),
    }
    return words[status]


def status_kind(status: Status) -> str:
    """The kind of tag that shows it (components/tag.html)."""
    kinds = {Status.OPEN: "active", Status.WAITING: "outline", Status.SOLVED: "ok"}
    return kinds.get(status, "")


def basis_words(promise: Promise, now: datetime) -> str:
    """On which grounds this time was promised, and by whom."""
    name = promise.made_by.name if promise.made_by else _("the portal")
    when = short_moment(promise.made_at, now)
    words = {
        Basis.TARGET: _("by the target of the team, %(when)s", when=when),
        Basis.CHOSEN: _("chosen by %(name)s, %(when)s", name=name, when=when),
        Basis.CALLBACK: _("chosen by the customer, %(when)s", when=when),
        Basis.REMINDER: _("the day of our reminder, %(when)s", when=when)
        if promise.moved_from_id is None
        else _("reminded %(when)s; then it is closed by itself", when=when),
        Basis.EXTENSION: _("the portal has asked the customer for patience, %(when)s", when=when),
    }
    return words[Basis(promise.basis)]
