"""Who answers a case: taking it, and handing it over with a summary. None of these commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.escalations.contact_persons.choice import choose_contact
from portal.escalations.contact_persons.deputies import look_after
from portal.escalations.contact_persons.handover_operations import (
    Because,
    note_handover,
    tell_of_handover,
)
from portal.escalations.contact_persons.models import Handover
from portal.escalations.contact_persons.words import Reason
from portal.escalations.desk.operations import begin_act, message_by_key
from portal.escalations.messages import add_message
from portal.escalations.models import Basis, Escalation, MessageKind
from portal.escalations.office import Office
from portal.escalations.promises.defaults import default_promise
from portal.escalations.promises.operations import Grounds, make_promise, open_promise
from portal.escalations.rules import PromiseKind
from portal.escalations.wording import promised
from portal.service_hours.queries import service_of

KNOWS = Because()


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
    standard = _is_standard(session, case)
    before = case.contact
    case.contact = person
    handover = None
    if before is not None:
        because = Because(Reason.TAKEN)
        handover = note_handover(
            session,
            case,
            because,
            from_person=before,
            from_queue=case.queue,
            actor_id=person.id,
            now=now,
        )
    set_contact(session, case, person, actor_id=person.id, handover=handover, now=now)
    _promise_again(session, case, office, standard, now)
    if handover is not None:
        tell_of_handover(session, case, handover, office, now=now)


def hand_over(
    session: Session,
    case: Escalation,
    to: Person | Queue,
    summary: str,
    *,
    because: Because = KNOWS,
    key: str,
    revision: int,
    actor_id: int,
    office: Office,
    now: datetime,
) -> None:
    """Give the case to a colleague or to another team, where somebody is chosen. They find the
    `summary` as a note, so that nobody has to ask the customer again; the customer is told why.
    Sent twice, it is done once. Raises Invalid without a summary."""
    session.refresh(case, with_for_update=True)
    if message_by_key(session, case, key) is not None:
        return
    if not summary:
        raise Invalid("Write in a sentence or two where the case stands.")
    begin_act(session, case, revision, now=now)
    note = add_message(session, case, MessageKind.NOTE, summary, author_id=actor_id, now=now)
    note.public_id = key
    standard = _is_standard(session, case)
    before, from_queue = case.contact, case.queue
    case.contact = to if isinstance(to, Person) else _somebody_of(session, case, to, office, now)
    handover = note_handover(
        session,
        case,
        because,
        from_person=before,
        from_queue=from_queue,
        actor_id=actor_id,
        now=now,
    )
    set_contact(session, case, case.contact, actor_id=actor_id, handover=handover, now=now)
    _promise_again(session, case, office, standard, now)
    tell_of_handover(session, case, handover, office, now=now)


def _somebody_of(
    session: Session, case: Escalation, queue: Queue, office: Office, now: datetime
) -> Person | None:
    """Move the case to a team, and choose who has it there; not who is passing it on."""
    case.queue = queue
    service = service_of(session, office.organisation, queue, now)
    chosen = choose_contact(
        session,
        queue,
        requester=case.requester,
        language=case.locale,
        remedies=[],
        due_at=case.due_at or now,
        zone=service.plan.zone,
        without=[case.contact_id] if case.contact_id is not None else [],
        now=now,
    )
    return chosen[0] if chosen else None


def set_contact(
    session: Session,
    case: Escalation,
    person: Person | None,
    *,
    actor_id: int,
    handover: Handover | None = None,
    now: datetime,
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
        contact=person.id if person is not None else None,
        **({"handover": handover.id} if handover is not None else {}),
    )


def _is_standard(session: Session, case: Escalation) -> bool:
    """Does the promise in force stand in the portal's own words, which name the contact person?"""
    promise = open_promise(session, case)
    return promise is not None and promise.text == promised(case, PromiseKind(promise.kind))


def _promise_again(
    session: Session, case: Escalation, office: Office, standard: bool, now: datetime
) -> None:
    """The promise in force names somebody else: the new contact person makes it again, by the
    same time if that has not passed."""
    promise = open_promise(session, case)
    if promise is None:
        return
    kind = PromiseKind(promise.kind)
    if kind is PromiseKind.YOUR_ANSWER:
        return
    if promise.due_at <= now:
        made_by = promise.made_by_id
        again = default_promise(
            session, case, kind, office, made_by=made_by, fulfils=False, now=now
        )
        again.text = again.text if standard else promise.text
        return
    make_promise(
        session,
        case,
        kind,
        promised(case, kind) if standard else promise.text,
        promise.due_at,
        made_by=promise.made_by_id,
        fulfils=False,
        now=now,
        grounds=Grounds(Basis(promise.basis), promise.counted_from),
    )
