"""The HTML part of a mail: made of the same content as its text, by templates/mail/letter.html.

No picture, no script, nothing that is fetched: a mail tells nobody that it was read (M8). Colours
stand in the elements, since many mail programs drop style sheets; those that know dark mode find
the dark ones in the head.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.core.mail_content import MailContent
from portal.core.organisation import Organisation

TEMPLATES = Path(__file__).parents[1] / "templates"
BAR, ACTION = "#0c2344", "#12305a"  # the colours of the pages, where the organisation has none


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and in which colours: of the bar on top and of the button, both with white."""

    name: str
    bar: str = BAR
    action: str = ACTION


def letterhead_of(organisation: Organisation) -> Letterhead:
    """The organisation's name and colours."""
    colours = organisation.colours
    return Letterhead(organisation.name, colours.get("bar", BAR), colours.get("action", ACTION))


def as_html(content: MailContent, subject: str, letterhead: Letterhead) -> str:
    """A whole HTML document; every text in it is escaped."""
    return _letter().render(content=content, subject=subject, letterhead=letterhead)


@cache
def _letter() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = str.splitlines
    environment.tests["address"] = _is_address
    return environment.get_template("mail/letter.html")


def _is_address(text: str) -> bool:
    """Is it a web address and nothing else?"""
    return text.startswith(("https://", "http://")) and len(text.split()) == 1
