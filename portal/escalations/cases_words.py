"""Words of the agents' pages for what the database keeps."""

from flask_babel import gettext as _
from flask_babel import pgettext

from portal.escalations.models import Status


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
