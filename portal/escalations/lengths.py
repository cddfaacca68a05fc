"""How much may be typed. What is too long is refused with a word and comes back whole: nothing that
somebody wrote or pasted is cut off behind their back."""

from collections.abc import Callable

from flask_babel import gettext
from wtforms import Field, Form
from wtforms.validators import ValidationError

from portal.web.formatting import number
from portal.web.inputs import free_text, one_line

LONGEST_TEXT = 20_000
LONGEST_WORDS = 10_000
"""Of a customer, at once."""
LONGEST_TYPED = 12_000_000
"""What comes back to whoever typed it: more than any form holds."""


def typed_text(value: str | None) -> str:
    """The filter of a field of several lines."""
    return free_text(value or "", LONGEST_TYPED)


def typed_line(value: str | None) -> str:
    """The filter of a field of one line."""
    return one_line(value or "", LONGEST_TYPED)


def at_most(longest: int) -> Callable[[Form, Field], None]:
    """The validator of a field that takes so many characters."""

    def check(_form: Form, field: Field) -> None:
        problem = too_long(field.data or "", longest)
        if problem:
            raise ValidationError(problem)

    return check


def too_long(text: str, longest: int) -> str:
    """What to say of a text that is longer than that, else ""."""
    if len(text) <= longest:
        return ""
    count, most = number(len(text)), number(longest)
    if longest < LONGEST_WORDS:
        return gettext(
            "This has %(count)s characters, at most %(most)s fit.", count=count, most=most
        )
    return gettext(
        "The text has %(count)s characters, at most %(most)s can be sent. Put long records "
        "into a file.",
        count=count,
        most=most,
    )
