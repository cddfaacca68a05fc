"""Deputies at the level of operations, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.absences import add_absence, end_absence
from portal.accounts.models import Person
from portal.accounts.queues import set_queues
from portal.core.events import events_of
from portal.core.jobs import Job, NotYet
from portal.core.mail import OutboundMail
from portal.escalations.contact_persons.assignment_operations import hand_over, take_case
from portal.escalations.contact_persons.deputies import deputy_of_case, look_after_person
from portal.escalations.contact_persons.jobs import contact_handlers
from portal.escalations.contact_persons.standing_in import TELL_DEPUTY
from portal.escalations.operations import solve, write
from portal.web.access import Role
from tests.unit.escalations.conftest import NOW

WEEK = NOW + timedelta(days=7)


@pytest.fixture
def ida(session, people):
    """A third one for mail, who has nothing to do."""
    person = Person(
        email="ida@nordhafen.example",
        name="Ida Voss",
        password_hash="x",
        role=Role.AGENT.value,
        locale="de",
        created_at=NOW,
    )
    session.add(person)
    session.flush()
    set_queues(session, person, ("mail",), actor_id=None, now=NOW)
    return person


@pytest.fixture
def gone(session):
    """gone(person): they are away for a week, and the cases are looked after."""

    def leave(person, deputy=None):
        absence = add_absence(session, person, NOW, WEEK, deputy, actor_id=person.id, now=NOW)
        look_after_person(session, person.id, now=NOW)
        return absence

    return leave


def names(session, case):
    return [event.name for event in events_of(session, f"case:{case.id}")]


def test_the_one_with_the_fewest_cases_stands_in(session, opened, people, gone, ida):
    case, noise = opened("a", email="a@example.org"), opened("b", email="b@example.org")
    lena, tom = people["Lena"], people["Tom"]
    case.contact, noise.contact = lena, tom

    gone(lena)

    assert (case.contact, case.deputy) == (lena, ida)
    assert noise.deputy is None


def test_who_was_named_stands_in_if_they_work_on_these_cases(session, opened, people, gone, ida):
    case, other = opened("a"), opened("b", queue_key="support", email="b@example.org")
    case.contact = other.contact = people["Lena"]

    gone(people["Lena"], deputy=people["Tom"])

    assert case.deputy is people["Tom"]
    assert other.deputy is None  # nobody else works on that team's cases


def test_a_deputy_who_goes_away_is_replaced_and_stays_replaced(session, opened, people, gone, ida):
    case = opened()
    case.contact = people["Lena"]
    gone(people["Lena"])
    first = case.deputy

    gone(first)
    second = case.deputy
    look_after_person(session, people["Lena"].id, now=NOW)

    assert second not in {None, first, people["Lena"]}
    assert case.deputy is second
    assert names(session, case).count("case.deputy") == 2


def test_looking_after_them_twice_changes_nothing_more(session, opened, people, gone):
    case = opened()
    case.contact = people["Lena"]
    gone(people["Lena"])
    before = names(session, case)

    look_after_person(session, people["Lena"].id, now=NOW)

    assert names(session, case) == before


def test_a_solved_case_needs_nobody_until_its_customer_writes_again(
    session, opened, people, gone, office
):
    case = opened()
    case.contact = people["Lena"]
    solve(session, case, now=NOW)
    gone(people["Lena"])
    assert case.deputy is None

    write(session, case, "Doch noch nicht.", [], office=office, now=NOW)

    assert case.deputy is people["Tom"]


def test_handed_over_or_taken_it_needs_no_deputy(session, opened, people, gone, office, ida):
    case, other = opened("a"), opened("b", email="b@example.org")
    case.contact = other.contact = people["Lena"]
    gone(people["Lena"])

    hand_over(
        session, case, people["Tom"], "Stand", key="k", revision=case.revision,
        actor_id=people["Lena"].id, office=office, now=NOW,
    )  # fmt: skip
    take_case(session, other, ida, revision=other.revision, office=office, now=NOW)

    assert (case.contact, case.deputy) == (people["Tom"], None)
    assert (other.contact, other.deputy) == (ida, None)
    assert (case.runarounds, other.runarounds) == (1, 1)


def test_back_again_the_deputies_step_down(session, opened, people, gone):
    case = opened()
    case.contact = people["Lena"]
    absence = gone(people["Lena"])

    end_absence(session, absence, actor_id=1, now=NOW)
    look_after_person(session, people["Lena"].id, now=NOW)

    assert case.deputy is None
    assert names(session, case)[-1] == "case.deputy_gone"


def test_somebody_is_asked_in_any_case(session, opened, people, gone, ida):
    case = opened()
    case.contact = people["Lena"]

    assert deputy_of_case(session, case, now=NOW) in {people["Tom"], ida}
    gone(people["Lena"], deputy=ida)
    assert deputy_of_case(session, case, now=NOW) is ida


def test_a_deputy_hears_once_for_each_absence_in_working_time(
    session, opened, people, gone, office, ida
):
    lena = people["Lena"]
    for name in ("one", "two"):
        opened(name).contact = lena
    opened("noise", email="noise@example.org").contact = people["Tom"]
    gone(lena, ida)
    sunday, monday = NOW + timedelta(days=6), NOW + timedelta(minutes=5)
    handler = contact_handlers(office)[TELL_DEPUTY]
    payloads = [job.payload for job in session.scalars(select(Job).where(Job.kind == TELL_DEPUTY))]
    assert {"person": lena.id, "deputy": ida.id} in payloads
    with pytest.raises(NotYet):
        handler(session, payloads[0], sunday)
    for _twice in range(2):
        for payload in payloads:
            handler(session, payload, monday)

    mails = session.scalars(select(OutboundMail).where(OutboundMail.kind == "team.stands_in"))
    (mail,) = [mail for mail in mails if mail.recipient == ida.email]
    assert mail.subject == "Sie vertreten Lena Braun"


def test_who_is_back_needs_nobody_told(session, opened, people, gone, office, ida):
    lena = people["Lena"]
    opened("one").contact = lena
    absence = gone(lena, ida)
    assert session.scalar(select(Job.id).where(Job.kind == TELL_DEPUTY)) is not None
    end_absence(session, absence, actor_id=lena.id, now=NOW)
    payload = {"person": lena.id, "deputy": ida.id}
    contact_handlers(office)[TELL_DEPUTY](session, payload, NOW)
    kinds = set(session.scalars(select(OutboundMail.kind)))
    assert "team.stands_in" not in kinds
