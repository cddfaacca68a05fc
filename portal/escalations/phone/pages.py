"""The page for a call: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.escalations.desk.pages import Proposal
from portal.escalations.handing_over.pages import Errors, LineView
from portal.escalations.phone.form import PhoneForm
from portal.escalations.phone.listening import Heard, HeardFact
from portal.escalations.phone.search import KnownCustomer
from portal.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePage(Page):
    """Everything on one page. `along` are lines of the help that was begun for the caller, which
    go with the case; `earlier` names the customer who was chosen; `by_words` says that the search
    model took no part."""

    template: ClassVar[str] = "cases/phone.html"

    form: PhoneForm
    errors: Errors
    customers: tuple[KnownCustomer, ...]
    heard: tuple[Heard, ...]
    facts: tuple[HeardFact, ...]
    remedies: tuple[tuple[str, str], ...]
    along: tuple[LineView, ...]
    proposals: tuple[Proposal, ...]
    promises: tuple[str, ...]
    by_words: bool
