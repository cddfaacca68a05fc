"""Sentences about a case that are kept or mailed, in the customer's language."""

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from portal.escalations.models import Escalation
from portal.escalations.rules import PromiseKind


def promised(case: Escalation, kind: PromiseKind) -> str:
    """What we promise when nobody has said it in their own words: who does what next."""
    with force_locale(case.locale):
        name = responsible(case)
        if kind is PromiseKind.YOUR_ANSWER:
            return _("You answer; if need be, we remind you once")
        if kind is PromiseKind.CALL:
            return _("%(name)s calls you", name=name)
        if kind is PromiseKind.NEXT_UPDATE:
            return _("%(name)s reads what you wrote and answers you", name=name)
        if case.channel == "callback":
            return _("%(name)s reads your request and calls you", name=name)
        return _("%(name)s reads your request and writes to you", name=name)


def silent(case: Escalation) -> str:
    """What we promise with our reminder: by then we want to hear something."""
    with force_locale(case.locale):
        return _("You answer; otherwise we close your request for now")


def responsible(case: Escalation) -> str:
    """The contact person's name, else the team's; in the customer's language."""
    if case.contact is not None:
        return case.contact.name
    with force_locale(case.locale):
        return _("Our team %(name)s", name=case.queue.names[case.locale])


def enclosed(attempts: int, facts: int, files: int) -> str:
    """ "4 attempts, 6 facts, 1 file": what travelled along, without what is not there."""
    parts = (
        ngettext("%(num)s attempt", "%(num)s attempts", attempts) if attempts else "",
        ngettext("%(num)s fact", "%(num)s facts", facts) if facts else "",
        ngettext("%(num)s file", "%(num)s files", files) if files else "",
    )
    return ", ".join(part for part in parts if part)
