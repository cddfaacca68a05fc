"""Short codes that are read out on the phone: whoever types one in gets to the page of the case.

A code is made anew from the secret key whenever an agent looks at it; the database holds only an
HMAC of it, by which it is found. 22 signs in 8 places are 5.5 · 10¹⁰ codes: with the limit on
trying (code_views) nobody guesses one while it is valid.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.escalations.contact_persons.models import CaseCode
from portal.escalations.models import Escalation

ALPHABET = "23456789FHJKLMPQRTWXYZ"
"""No two of them look or sound alike when they are read out in German or English."""
LENGTH = 8
VALID_FOR = timedelta(days=14)


def make_code(
    session: Session, case: Escalation, secret: str, *, actor_id: int, now: datetime
) -> CaseCode:
    """The code of a case that is valid now; one that runs out soon is replaced by a new one."""
    session.refresh(case, with_for_update=True)
    present = current_code(session, case, now)
    if present is not None and present.expires_at - now > VALID_FOR / 2:
        return present
    row = CaseCode(
        escalation_id=case.id,
        code_hash=_hash(_code(case, now, secret), secret),
        created_at=now,
        expires_at=now + VALID_FOR,
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    record_event(session, "case.code_made", f"case:{case.id}", actor_id=actor_id, now=now)
    return row


def current_code(session: Session, case: Escalation, now: datetime) -> CaseCode | None:
    """The newest code of a case, if it is still valid."""
    mine = (CaseCode.escalation_id == case.id, CaseCode.expires_at > now)
    return session.scalar(select(CaseCode).where(*mine).order_by(CaseCode.id.desc()).limit(1))


def spoken_code(case: Escalation, row: CaseCode, secret: str) -> str:
    """The code as it is read out: K7MP 29XT."""
    code = _code(case, row.created_at, secret)
    return f"{code[:4]} {code[4:]}"


def case_of_code(session: Session, typed: str, secret: str, *, now: datetime) -> Escalation | None:
    """The case to which a code leads, however it was typed; None for every other text."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    query = (
        select(Escalation)
        .join(CaseCode, CaseCode.escalation_id == Escalation.id)
        .where(CaseCode.code_hash == _hash(code, secret), CaseCode.expires_at > now)
    )
    return session.scalar(query)


def _code(case: Escalation, made_at: datetime, secret: str) -> str:
    about = f"code:{case.public_id}:{made_at.timestamp():.6f}"
    number = int.from_bytes(hmac.digest(secret.encode(), about.encode(), sha256))
    signs = []
    for _place in range(LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def _hash(code: str, secret: str) -> str:
    return hmac.digest(secret.encode(), f"code-hash:{code}".encode(), sha256).hex()
