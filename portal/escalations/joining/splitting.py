"""One case becomes two, because two things were asked. The customer explains neither again: what
was tried and stated travels with both. None of these commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.escalations import notifications
from portal.escalations.case_queries import context_lines
from portal.escalations.desk.operations import begin_act
from portal.escalations.joining.models import LinkKind
from portal.escalations.joining.operations import link_cases
from portal.escalations.line_views import kept_line
from portal.escalations.messages import case_files
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.operations import HandOver, open_case
from portal.escalations.rules import spoken

LETTER = "case.split"


@dataclass(frozen=True, slots=True)
class Part:
    """What the new case is about: `words` of the customer, for which team, with which files (public
    ids). `key` is fixed by the form, so that sending it twice makes one case."""

    key: str
    words: str
    queue: Queue
    files: Collection[str] = ()


def split_case(
    session: Session,
    case: Escalation,
    part: Part,
    *,
    revision: int,
    actor_id: int,
    office: Office,
    now: datetime,
) -> Escalation:
    """Open a case of its own for a part of this one, link both and tell the customer. It gets a
    contact person and a promise like every other. Raises Outdated, and Invalid without words."""
    session.refresh(case, with_for_update=True)
    present = session.scalar(select(Escalation).where(Escalation.public_id == part.key))
    if present is not None:
        return present
    if not part.words:
        raise Invalid("Say what the new case is about, in the customer’s words.")
    begin_act(session, case, revision, now=now)
    new = open_case(
        session, _hand_over(session, case, part), journey=None, draft=None, office=office, now=now,
        requester=case.requester,
    )  # fmt: skip
    new.confirmed_at = case.confirmed_at
    for entry in case_files(session, case):
        if entry.file.public_id in part.files:
            entry.escalation_id, entry.message_id = new.id, None
    link_cases(session, case, new, kind=LinkKind.SPLIT, actor_id=actor_id, now=now)
    record_event(
        session,
        "case.split",
        f"case:{case.id}",
        actor_id=actor_id,
        now=now,
        other=new.id,
        number=new.number,
    )
    session.flush()
    notifications.announce(session, new, office, LETTER, split_words(case, new), now=now)
    return new


def split_words(case: Escalation, new: Escalation) -> list[str]:
    """What the customer is told, in the language of the case."""
    with force_locale(case.locale):
        return [told_of_split(spoken(case.number), spoken(new.number))]


def told_of_split(number: str, new: str) -> str:
    """One sentence, in the locale in force."""
    return _(
        "you have asked two things in request %(number)s. So that neither is forgotten, the second "
        "one has a number of its own: %(new)s. What you have told us and tried stands there, too.",
        number=number,
        new=new,
    )


def _hand_over(session: Session, case: Escalation, part: Part) -> HandOver:
    return HandOver(
        public_id=part.key,
        words=part.words,
        name=case.name,
        email=case.requester.email or "",
        phone=case.phone,
        channel="mail" if case.requester.email else case.channel,
        callback_wish="",
        locale=case.locale,
        time_zone=case.time_zone,
        queue_key=part.queue.key,
        lines=[kept_line(line) for line in context_lines(session, case)],
    )
