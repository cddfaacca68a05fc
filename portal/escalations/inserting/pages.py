"""The part of a case's page from which things are inserted into the reply."""

from dataclasses import dataclass

from portal.escalations.inserting.choice import Choice


@dataclass(frozen=True, slots=True)
class Inserting:
    """`what` is looked for with the words `typed`; `is_open` once something was looked for."""

    what: str = "replies"
    typed: str = ""
    found: tuple[Choice, ...] = ()
    is_open: bool = False
