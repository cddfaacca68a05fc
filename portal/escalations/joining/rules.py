"""Which cases may become one, and whose promise then holds. Pure."""

from dataclasses import dataclass
from datetime import datetime

from portal.core.errors import Invalid
from portal.escalations.rules import PromiseKind


@dataclass(frozen=True, slots=True)
class Side:
    """What counts of a case that is to be merged: whose it is (`requester`; `reachable` by mail),
    whether its sender showed that the address is theirs, and whether it still goes on."""

    case: int
    requester: int
    reachable: bool
    confirmed: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Due:
    """An open promise: of which kind, by when."""

    kind: PromiseKind
    due_at: datetime


def check_merge(gone: Side, kept: Side) -> None:
    """Raise Invalid, with what to do instead, unless `gone` may go on in `kept`.

    Whoever has the address of the page of `kept` reads what was written in both. So both must be
    of one mail address, and the holder of `kept` must have shown that it is theirs: else a
    stranger who only typed a customer's address would read that customer's words (A3).
    """
    if gone.case == kept.case:
        raise Invalid("This is the same case. Give the number of another one.")
    if gone.requester != kept.requester or not kept.reachable:
        raise Invalid(
            "These cases are not of the same mail address, so one customer would read what the "
            "other wrote. Link them instead."
        )
    if not kept.confirmed:
        raise Invalid(
            "Whoever sent the case that is to stay has not confirmed that the mail address is "
            "theirs. Link them until then."
        )
    if gone.is_open and not kept.is_open:
        raise Invalid(
            "The case that is to stay is solved, but the other one goes on. Open it again first, "
            "or let the other case stay."
        )


def takes_over(gone: Due | None, kept: Due | None, now: datetime) -> bool:
    """Does the promise of the case that goes hold from now on? The customer gets what was
    promised soonest. A promise that is late is broken already, and none that can be kept."""
    if gone is None or gone.kind is PromiseKind.YOUR_ANSWER or gone.due_at <= now:
        return False
    if kept is None or kept.kind is PromiseKind.YOUR_ANSWER:
        return True
    return gone.due_at < kept.due_at
