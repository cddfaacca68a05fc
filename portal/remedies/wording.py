"""Words for how an attempt ended."""

from flask_babel import gettext as _

from portal.remedies.models import Outcome


def outcome_words(outcome: str) -> str:
    """As the pages say it (components/outcome.html), in the language in force."""
    words = {
        Outcome.SOLVED: _("helped"),
        Outcome.NO_CHANGE: _("no effect"),
        Outcome.WORSE: _("got worse"),
        Outcome.COULD_NOT: _("could not do it"),
    }
    known = Outcome(outcome) if outcome in set(Outcome) else None
    return words[known] if known in words else _("result not known")
