"""Who answers a case: taking it, and handing it over with a summary. None of these commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.escalations.cases_operations import begin_act, message_by_key
from portal.escalations.deputies import look_after
from portal.escalations.messages import add_message
from portal.escalations.models import Escalation, MessageKind
from portal.escalations.office import Office
from portal.escalations.promises import make_promise, open_promise
from portal.escalations.rules import PromiseKind
from portal.escalations.wording import promised
from portal.service_hours.queries import first_answer_due, service_of


def take_case(
    session: Session,
    case: Escalation,
    person: Person,
    *,
    revision: int,
    office: Office,
    now: datetime,
) -> None:
    """Become the contact person; taken twice, it is taken once."""
    session.refresh(case, with_for_update=True)
    if case.contact_id == person.id:
        return
    begin_act(session, case, revision, now=now)
    set_contact(session, case, person, actor_id=person.id, now=now)
    _promise_again(session, case, office, now)


def hand_over(
    session: Session,
    case: Escalation,
    person: Person,
    summary: str,
    *,
    key: str,
    revision: int,
    actor_id: int,
    office: Office,
    now: datetime,
) -> None:
    """Give the case to a colleague, who finds the `summary` as a note: nobody has to ask the
    customer again. Raises Invalid without one."""
    session.refresh(case, with_for_update=True)
    if message_by_key(session, case, key) is not None:
        return
    if not summary:
        raise Invalid("Write in a sentence or two where the case stands.")
    begin_act(session, case, revision, now=now)
    note = add_message(session, case, MessageKind.NOTE, summary, author_id=actor_id, now=now)
    note.public_id = key
    set_contact(session, case, person, actor_id=actor_id, now=now)
    _promise_again(session, case, office, now)


def set_contact(
    session: Session, case: Escalation, person: Person, *, actor_id: int, now: datetime
) -> None:
    """Name the contact person, for an act that holds the case."""
    case.contact = person
    look_after(session, case, now=now)
    session.flush()
    record_event(
        session,
        "case.assigned",
        f"case:{case.id}",
        actor_id=actor_id,
        now=now,
        contact=person.id,
    )


def _promise_again(session: Session, case: Escalation, office: Office, now: datetime) -> None:
    """The promise in force names somebody else: the new contact person makes it again, by the
    same time if that has not passed."""
    promise = open_promise(session, case)
    if promise is None:
        return
    kind = PromiseKind(promise.kind)
    if kind is PromiseKind.YOUR_ANSWER:
        return
    own_words = promise.made_by_id is not None
    due_at = max(promise.due_at, now)
    if due_at == now:
        service = service_of(session, office.organisation, case.queue, now)
        due_at = first_answer_due(service, now)
    make_promise(
        session,
        case,
        kind,
        promise.text if own_words else promised(case, kind),
        due_at,
        made_by=promise.made_by_id,
        fulfils=False,
        now=now,
    )
