"""What is said often: “I have to find that out first”, politely and with a promise; and “this is
solved” by somebody who has nothing to add."""

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.escalations.models import Escalation


def later_words(case: Escalation, person: Person) -> dict[str, str]:
    """The reply and what it promises, in the case's language; the time is still to be chosen."""
    with force_locale(case.locale):
        body = _(
            "Hello %(name)s,\n\n"
            "I have to find that out first. You hear from me by the time promised here, even if I "
            "have no solution by then. You need not do anything until then.\n\n"
            "Kind regards\n%(agent)s",
            name=case.name,
            agent=person.name,
        )
        return {"body": body, "promise": _("I find out what it is and write to you")}


def solved_words(case: Escalation) -> str:
    """The answer that ends a case when its author wrote none, in the case's language."""
    with force_locale(case.locale):
        return _(
            "As far as we can see, this is solved. If something still does not work, tell us on "
            "the page of your request, and we go on."
        )
