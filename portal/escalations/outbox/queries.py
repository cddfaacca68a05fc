"""Replies that nobody has got yet."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import Event
from portal.escalations.desk_queries import readable
from portal.escalations.models import Escalation
from portal.escalations.outbox.models import State, UnsentReply
from portal.web.access import Reader

MOST_SHOWN = 10
LONGEST_WAIT = timedelta(minutes=15)
_CUSTOMERS = ("case.customer_wrote", "case.solved", "case.reopened", "case.corrected")


def waiting_reply(session: Session, case: Escalation) -> UnsentReply | None:
    """The reply of this case that is about to go out: there is one at most."""
    mine = (UnsentReply.escalation_id == case.id, UnsentReply.state == State.WAITING.value)
    return session.scalar(select(UnsentReply).where(*mine))


def is_on_its_way(session: Session, case: Escalation, now: datetime) -> bool:
    """Does a reply go out in a moment? One that nothing has sent for LONGEST_WAIT does not count:
    something is wrong then, and its promise has to be watched."""
    unsent = waiting_reply(session, case)
    return unsent is not None and now < unsent.send_at + LONGEST_WAIT


def returned_replies(session: Session, case: Escalation) -> list[UnsentReply]:
    """Those of this case that have come back to their authors, the newest first."""
    mine = (UnsentReply.escalation_id == case.id, UnsentReply.state == State.RETURNED.value)
    return list(session.scalars(select(UnsentReply).where(*mine).order_by(UnsentReply.id.desc())))


def returned_to(session: Session, reader: Reader) -> list[UnsentReply]:
    """The replies that the reader has to look at again, at most MOST_SHOWN, of cases that they
    may see (A4)."""
    query = (
        select(UnsentReply)
        .join(Escalation, Escalation.id == UnsentReply.escalation_id)
        .where(
            UnsentReply.author_id == reader.user_id,
            UnsentReply.state == State.RETURNED.value,
            readable(reader),
        )
    )
    return list(session.scalars(query.order_by(UnsentReply.id.desc()).limit(MOST_SHOWN)))


def unsent_by_key(session: Session, case: Escalation, key: str) -> UnsentReply | None:
    """The reply of this case that was pressed under this key."""
    mine = (UnsentReply.public_id == key, UnsentReply.escalation_id == case.id)
    return session.scalar(select(UnsentReply).where(*mine))


def others_acted(session: Session, case: Escalation, unsent: UnsentReply) -> bool:
    """Has the customer, or somebody of the team but its author, done something with the case since
    the reply was pressed? What the author does beside it changes nothing."""
    since = (Event.subject == f"case:{case.id}", Event.id > unsent.seen)
    rows = session.execute(select(Event.name, Event.actor_id).where(*since))
    return any(
        actor != unsent.author_id if actor is not None else name in _CUSTOMERS
        for name, actor in rows
    )
