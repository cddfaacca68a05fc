"""What the linter and the tests of a flow say, in the reader's language."""

from datetime import date

from flask_babel import gettext as _

from portal.troubleshooter.problems import Names, Parameter, Wording
from portal.web.formatting import day


def in_words(wording: Wording | None) -> str:
    """The words with their parameters in the locale of the request; nothing for None."""
    if wording is None:
        return ""
    values = {name: _shown(value) for name, value in wording.parameters.items()}
    return str(_(wording.template, **values))


def _shown(value: Parameter) -> str:
    if isinstance(value, Wording):
        return in_words(value)
    if isinstance(value, Names):
        return value.between.join(_("“%(name)s”", name=name) for name in value.names)
    return day(value) if isinstance(value, date) else str(value)
