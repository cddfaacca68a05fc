"""A callback at a time that the customer chose is a promise like any other, by the end of that
time."""

from datetime import timedelta

from portal.core.events import events_of
from portal.core.types import public_id
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.desk_queries import due_of
from portal.escalations.models import Basis
from portal.escalations.promises.ledger import Tally, recompute, tally
from portal.escalations.promises.moving_operations import set_priority
from portal.escalations.promises.operations import open_promise
from portal.service_hours.rules import Priority
from tests.unit.escalations.conftest import NOW

SLOT_ENDS = NOW + timedelta(hours=3)
CALL = {"channel": "callback", "phone": "+49 431 555-0", "callback_wish": "heute, 15–17 Uhr"}


def test_the_slot_is_promised_by_the_contact_person_and_stands_on_their_list(session, opened):
    case = opened(due_at=SLOT_ENDS, **CALL)
    opened("noise", email="noise@example.org")
    promise = open_promise(session, case)
    assert (promise.due_at, promise.basis, promise.by_id) == (
        SLOT_ENDS,
        Basis.CALLBACK,
        case.contact_id,
    )
    until = SLOT_ENDS + timedelta(minutes=1)
    assert SLOT_ENDS in due_of(session, case.contact_id, case.contact.as_reader(), until)


def test_a_priority_does_not_move_what_the_customer_chose(session, opened, office):
    case = opened(due_at=SLOT_ENDS, **CALL)
    who = {"actor_id": case.contact_id, "office": office, "now": NOW}
    set_priority(session, case, Priority.URGENT, revision=case.revision, **who)
    assert open_promise(session, case).due_at == SLOT_ENDS


def test_it_is_kept_by_the_answer_and_broken_by_its_end(session, opened, office):
    for minutes, wanted in ((-5, Tally(kept=1)), (5, Tally(broken=1))):
        case = opened(public_id(), due_at=SLOT_ENDS, **CALL)
        send_reply(
            session,
            case,
            Reply(public_id(), "Wie eben am Telefon besprochen.", Then.SOLVED),
            revision=case.revision,
            author=case.contact,
            office=office,
            now=SLOT_ENDS + timedelta(minutes=minutes),
        )
        assert tally(recompute(events_of(session, f"case:{case.id}"))) == wanted
