"""Every mail the product sends, made of sample data by the function that makes the real one.

Each feature lists its own; `app` puts them together for the page of previews. A contract test
compares the kinds that are sent with the kinds that are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.core.mail_content import Letter
from portal.core.organisation import Organisation


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """Whose mails are shown, in which language, and where their links lead."""

    organisation: Organisation
    base_url: str
    locale: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A kind of mail: its name and when it is sent, in the reader's language, and a sample."""

    kind: str
    name: Callable[[], str]
    occasion: Callable[[], str]
    make: Callable[[SampleOffice], Letter]
