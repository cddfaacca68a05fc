"""Known customers for somebody on the phone: only from cases that the agent may see (A4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager

from portal.accounts.models import Person
from portal.escalations.desk_queries import readable
from portal.escalations.models import Escalation, Requester
from portal.escalations.phone.known import cases_of_customer
from portal.web.access import Reader

MOST_FOUND = 5
_LOOKED_AT = 60
_FEWEST_DIGITS, _FEWEST_LETTERS = 3, 2
_SEPARATORS = " -/().+"


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Who they are, by their newest case; `case` is its public id."""

    case: str
    name: str
    email: str
    phone: str
    subject: str
    at: datetime
    contact: str


def find_customers(session: Session, text: str, reader: Reader) -> tuple[KnownCustomer, ...]:
    """Customers by mail address, number of a case, customer number, phone number or name; nobody
    for a text that is too short to mean somebody. Each address and each number stands there once,
    the newest first."""
    conditions = _conditions(session, " ".join(text.split()), reader)
    if not conditions:
        return ()
    query = (
        select(Escalation, Person.name)
        .join(Escalation.requester)
        .options(contains_eager(Escalation.requester))
        .outerjoin(Person, Person.id == Escalation.contact_id)
        .where(readable(reader), *conditions)
        .order_by(Escalation.id.desc())
        .limit(_LOOKED_AT)
    )
    found: dict[object, KnownCustomer] = {}
    for case, contact in session.execute(query):
        same = case.requester.email or (case.name, _digits(case.phone))
        if same not in found:
            found[same] = _known(case, contact or "")
    return tuple(list(found.values())[:MOST_FOUND])


def _conditions(session: Session, text: str, reader: Reader) -> list[ColumnElement[bool]]:
    digits = _digits(text)
    if "@" in text:
        return [Requester.email.startswith(text.lower(), autoescape=True)]
    if digits and not any(sign.isalpha() for sign in text):
        if len(digits) < _FEWEST_DIGITS:
            return []
        number = Escalation.number == int(digits[:9])
        called = _only_digits().contains(digits.lstrip("0"), autoescape=True)
        customers = Escalation.id.in_(cases_of_customer(session, digits, reader))
        return [number | customers | ((Escalation.phone != "") & called)]
    words = [word for word in text.split()[:6] if len(word) >= _FEWEST_LETTERS]
    return [Escalation.name.icontains(word, autoescape=True) for word in words]


def _only_digits() -> ColumnElement[str]:
    """The phone number without what people write between its digits."""
    column: ColumnElement[str] = func.replace(Escalation.phone, "\N{NO-BREAK SPACE}", "")
    for sign in _SEPARATORS:
        column = func.replace(column, sign, "")
    return column


def _digits(text: str) -> str:
    return "".join(_ascii_digits(text))


def _ascii_digits(text: str) -> Iterator[str]:
    return (sign for sign in text if sign.isascii() and sign.isdigit())


def _known(case: Escalation, contact: str) -> KnownCustomer:
    return KnownCustomer(
        case=case.public_id,
        name=case.name,
        email=case.requester.email or "",
        phone=case.phone,
        subject=case.subject,
        at=case.created_at,
        contact=contact,
    )
