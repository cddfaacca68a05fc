"""“What we did together”: who may read it, and sending it on.

The customer reads it with the run's own address; whoever it was sent to has another one, which
opens these notes and nothing else.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.events import record_event
from portal.core.mail import queue_letter
from portal.core.organisation import Organisation
from portal.core.settings import Settings
from portal.journeys.models import Journey
from portal.journeys.operations import token_hash
from portal.journeys.queries import journeys_of_token
from portal.journeys.visits import visitor_token
from portal.troubleshooter.assisting import may_assist
from portal.troubleshooter.keeping import held
from portal.troubleshooter.models import Run, RunShare
from portal.troubleshooter.notifications import notes_letter
from portal.troubleshooter.queries import TOKEN_LENGTH, run_by_token
from portal.web.access import Reader


@dataclass(frozen=True, slots=True)
class Readable:
    """A run whose notes may be read; `own` by its customer or an agent, who may send them on."""

    run: Run
    own: bool


def readable_run(session: Session, token: str, reader: Reader) -> Readable | None:
    """The run whose notes this address opens; None for a run's own address in a browser that has
    no key to it. Raises NotFound if there is no such address."""
    run = run_by_token(session, token)
    if run is not None:
        mine = (journey.id for journey in journeys_of_token(session, visitor_token()))
        own = run.journey_id in mine or may_assist(session, run, reader)
        return Readable(run, own=True) if own else None
    query = select(Run).join(RunShare, RunShare.run_id == Run.id)
    run = session.scalar(query.where(RunShare.token_hash == token_hash(token)))
    if run is None:
        raise NotFound(
            "We do not know this address. It may be incomplete, or its steps have been deleted."
        )
    return Readable(run, own=False)


def send_on(
    session: Session,
    run: Run,
    email: str,
    *,
    locale: str,
    settings: Settings,
    organisation: Organisation,
    now: datetime,
) -> None:
    """Mail the notes' address; the sender chooses nothing of what the mail says."""
    held(session, run, now)
    token = share_token(settings.secret_key, run)
    present = session.scalar(select(RunShare).where(RunShare.run_id == run.id))
    if present is None:
        session.add(RunShare(run_id=run.id, token_hash=token_hash(token), created_at=now))
    letter = notes_letter(organisation, locale, f"{settings.base_url}/{locale}/together/{token}")
    queue_letter(session, letter, recipient=email, sender=settings.mail_from, now=now)
    record_event(session, "run.sent_on", f"run:{run.id}", actor_id=None, now=now)
    session.flush()


def take_back(session: Session, run: Run, *, now: datetime) -> None:
    """Close the address that was sent on: whoever has it reads nothing any more."""
    held(session, run, now)
    present = session.scalar(select(RunShare).where(RunShare.run_id == run.id))
    if present is not None:
        session.delete(present)
    session.flush()


def share_token(secret_key: str, run: Run) -> str:
    """160 bits (HMAC-SHA256) that tell nothing of the run's own token."""
    message = f"together:{run.token_hash}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:TOKEN_LENGTH]


def is_sent_on(session: Session, run: Run) -> bool:
    """Is there an address that others read these notes at?"""
    return session.scalar(select(RunShare.id).where(RunShare.run_id == run.id)) is not None


def journey_of(session: Session, run: Run) -> Journey:
    """The journey that the run is part of."""
    return session.get_one(Journey, run.journey_id)
