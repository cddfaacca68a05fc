"""Who leads a team hears of a customer who is sent round: once, in their own time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal.accounts.absences import add_absence
from portal.accounts.models import Person
from portal.accounts.queues import set_queues
from portal.core.jobs import Job, NotYet
from portal.core.mail import OutboundMail
from portal.core.types import public_id
from portal.escalations.contact_persons.assignment_operations import hand_over
from portal.escalations.contact_persons.handover_operations import ALARM
from portal.escalations.contact_persons.jobs import contact_handlers
from portal.escalations.operations import solve
from portal.web.access import Role
from tests.unit.escalations.conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026; the case is opened on Monday the 23rd at 13:45."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture
def leads(session, people):
    """Ida, who works on Tuesdays from 10:00, and Jo, who keeps the team's hours."""
    found = {}
    for name, hours in (("Ida", [[1, 600, 960]]), ("Jo", [])):
        person = Person(
            email=f"{name.lower()}@nordhafen.example",
            name=name,
            password_hash="x",
            role=Role.LEAD.value,
            locale="de",
            hours=hours,
            created_at=NOW,
        )
        session.add(person)
        session.flush()
        set_queues(session, person, ("mail",), actor_id=None, now=NOW)
        found[name] = person
    return found


@pytest.fixture
def case(session, opened, people, leads, office):
    """Handed to and fro: the alarm is in the queue."""
    found = opened("round")
    for to in ("Tom", "Lena"):
        hand_over(
            session,
            found,
            people[to],
            "Steht so",
            key=public_id(),
            revision=found.revision,
            actor_id=people["Lena"].id,
            office=office,
            now=NOW,
        )
    return found


@pytest.fixture
def work(session, office):
    """work(moment): run the alarms that are due; what is too early comes back."""
    handler = contact_handlers(office)[ALARM]

    def run(moment):
        due = (Job.kind == ALARM, Job.done_at.is_(None), Job.run_at <= moment)
        while (job := session.scalar(select(Job).where(*due).limit(1))) is not None:
            try:
                handler(session, job.payload, moment)
                job.done_at = moment
            except NotYet as pause:
                job.run_at = moment + timedelta(seconds=pause.seconds)
            session.flush()
        mails = session.scalars(select(OutboundMail).where(OutboundMail.kind == "team.runaround"))
        return sorted(mail.recipient.partition("@")[0] for mail in mails)

    return run


def test_each_lead_hears_once_in_their_own_hours(case, work):
    assert work(NOW) == ["jo"]
    assert work(local(23, 23)) == ["jo"]
    assert work(local(24, 9, 59)) == ["jo"]
    assert work(local(24, 10)) == ["ida", "jo"]
    assert work(local(25, 10)) == ["ida", "jo"]


def test_a_lead_who_is_away_hears_nothing_and_one_who_goes_leaves_it_to_the_others(
    session, case, work, leads
):
    jo, ida = leads["Jo"], leads["Ida"]
    add_absence(session, jo, NOW, local(25, 0), None, actor_id=jo.id, now=NOW)
    assert work(NOW) == []
    add_absence(session, ida, NOW, local(28, 0), None, actor_id=ida.id, now=NOW)
    assert work(local(25, 10)) == ["jo"]


def test_if_all_leads_are_away_all_hear(session, case, work, leads):
    for one in leads.values():
        add_absence(session, one, NOW, local(30, 0), None, actor_id=one.id, now=NOW)
    assert work(NOW) == ["jo"]
    assert work(local(24, 10)) == ["ida", "jo"]


def test_a_case_that_has_ended_alarms_nobody(session, case, work):
    solve(session, case, now=NOW)
    assert work(local(24, 10)) == []
