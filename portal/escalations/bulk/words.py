"""What an act on several cases is called, and what it does to each of them."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.escalations.bulk.rules import BulkAct
from portal.escalations.inbox.words import short_moment
from portal.escalations.models import OPEN_STATUSES, Escalation, Status
from portal.service_hours.rules import Priority
from portal.service_hours.team_forms import PRIORITY_NAMES

NEED_OPEN = frozenset({BulkAct.PRIORITY, BulkAct.WAIT})


def title_of(act: BulkAct) -> str:
    """The heading of the page that asks."""
    titles = {
        BulkAct.TAKE: _("Take these cases?"),
        BulkAct.HAND_OVER: _("Hand these cases over"),
        BulkAct.PRIORITY: _("Set the priority of these cases"),
        BulkAct.TAG: _("Put a tag on these cases"),
        BulkAct.UNTAG: _("Take a tag off these cases"),
        BulkAct.WAIT: _("Wait for these customers"),
        BulkAct.NOTE: _("Write a note for these cases"),
    }
    return titles[act]


def button_of(act: BulkAct) -> str:
    """The button that does it."""
    labels = {
        BulkAct.TAKE: _("Take the cases"),
        BulkAct.HAND_OVER: _("Hand the cases over"),
        BulkAct.PRIORITY: _("Set the priority"),
        BulkAct.TAG: _("Put the tag on"),
        BulkAct.UNTAG: _("Take the tag off"),
        BulkAct.WAIT: _("Wait until then"),
        BulkAct.NOTE: _("Keep the note"),
    }
    return labels[act]


def effect_of(
    act: BulkAct, case: Escalation, person: Person, tags: Sequence[str], now: datetime
) -> tuple[str, bool]:
    """What the act would do to a case, and whether it stays as it is."""
    if act in NEED_OPEN and Status(case.status) not in OPEN_STATUSES:
        return _("is solved and stays as it is"), True
    holder = case.contact.name if case.contact else ""
    due = short_moment(case.due_at, now) if case.due_at else ""
    match act:
        case BulkAct.TAKE if case.contact_id == person.id:
            return _("is yours already"), True
        case BulkAct.TAKE if not holder:
            return _("had nobody yet; becomes yours"), False
        case BulkAct.TAKE:
            return _(
                "becomes yours instead of %(name)s’s; the customer is told", name=holder
            ), False
        case BulkAct.HAND_OVER if holder:
            return _("is with %(name)s now; the customer is told why it moves", name=holder), False
        case BulkAct.HAND_OVER:
            return _("has nobody yet; the customer is told who has it"), False
        case BulkAct.PRIORITY:
            name = PRIORITY_NAMES[Priority(case.priority)]
            return _("is %(priority)s now", priority=str(name)), False
        case BulkAct.WAIT if due:
            return _("the promise for %(time)s gives way to the reminder", time=due), False
        case BulkAct.NOTE:
            return _("gets the note, which only the team reads"), False
        case _:
            return _("has: %(tags)s", tags=", ".join(tags)) if tags else _("has no tag"), False
