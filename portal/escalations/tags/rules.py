"""How a tag is written and compared. Pure."""

import re
import unicodedata
from typing import Final

from portal.core.errors import Invalid
from portal.escalations.tags.models import LONGEST_NAME

MOST_OF_A_CASE: Final = 12
MOST_NAMED: Final = 10
"""So many tags one filter, or one line of a form, may name."""
_SEPARATORS = re.compile("[,;\N{FULLWIDTH COMMA}]")


def tidy_name(text: str) -> str:
    """A tag as it is kept: one line, one space between words, without a leading number sign.

    Raises Invalid for a name without a letter or figure, with a comma, or that is too long.
    """
    name = _tidy(text)
    if not any(sign.isalnum() for sign in name):
        raise Invalid("Write the tag first.")
    if _SEPARATORS.search(name):
        raise Invalid("A tag has no comma in it.")
    if len(name) > LONGEST_NAME:
        raise Invalid("A tag has at most %(most)s characters.", most=LONGEST_NAME)
    return name


def key_of(name: str) -> str:
    """What tags are compared by: "DNS" and "dns" are one (Unicode 15, caseless matching)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def split_names(text: str) -> list[str]:
    """The tags that a line names, separated by commas, each once; at most MOST_NAMED."""
    names = {key_of(name): name for part in _SEPARATORS.split(text) if (name := _tidy(part))}
    return [name[:LONGEST_NAME] for name in names.values()][:MOST_NAMED]


def _tidy(text: str) -> str:
    """Without what nobody sees (control and format signs), on one line."""
    seen = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    plain = unicodedata.normalize("NFKC", seen[: LONGEST_NAME * 10])
    return " ".join(plain.split()).lstrip("# ")
