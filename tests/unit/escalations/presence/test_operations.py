"""Who is at a case: for a minute after the last sign, and nothing is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.events import Event
from portal.core.jobs import Job
from portal.escalations.presence.jobs import presence_handlers
from portal.escalations.presence.models import Presence, Writing
from portal.escalations.presence.operations import FORGET, LASTS, end_presence, note_presence
from portal.escalations.presence.queries import Here, others_at
from tests.unit.escalations.conftest import NOW, Opening

People = dict[str, Person]
SECOND = timedelta(seconds=1)


@pytest.fixture
def case_id(opened: Opening) -> int:
    opened("noise")
    return opened().id


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Presence)) or 0


def test_a_colleague_is_seen_by_the_other_and_nobody_sees_themselves(
    session: Session, people: People, case_id: int
) -> None:
    note_presence(session, case_id, people["Tom"].id, Writing.REPLY, now=NOW)

    assert others_at(session, [case_id], people["Lena"].id, now=NOW) == {
        case_id: (Here("Tom Behrens", Writing.REPLY),)
    }
    assert others_at(session, [case_id], people["Tom"].id, now=NOW) == {}
    assert others_at(session, [], people["Lena"].id, now=NOW) == {}


def test_the_last_sign_counts_and_keeps_one_row(
    session: Session, people: People, case_id: int
) -> None:
    for seconds, writing in ((0, Writing.REPLY), (20, Writing.NOTE), (40, Writing.NOTHING)):
        now = NOW + seconds * SECOND
        note_presence(session, case_id, people["Tom"].id, writing, now=now)

    late = NOW + 40 * SECOND + LASTS
    lena = people["Lena"].id
    here = {case_id: (Here("Tom Behrens", Writing.NOTHING),)}
    assert rows(session) == 1
    assert others_at(session, [case_id], lena, now=late - SECOND) == here
    assert others_at(session, [case_id], lena, now=late) == {}


def test_being_there_is_no_act(session: Session, people: People, case_id: int) -> None:
    before = session.scalar(select(func.count()).select_from(Event))
    note_presence(session, case_id, people["Tom"].id, Writing.REPLY, now=NOW)
    end_presence(session, case_id, people["Tom"].id)

    assert session.scalar(select(func.count()).select_from(Event)) == before
    assert rows(session) == 0


def test_one_job_waits_however_many_come(session: Session, people: People, case_id: int) -> None:
    for person in people.values():
        for second in range(3):
            now = NOW + second * SECOND
            note_presence(session, case_id, person.id, Writing.NOTHING, now=now)

    (job,) = session.scalars(select(Job).where(Job.kind == FORGET))
    assert job.run_at == NOW + LASTS


def test_the_job_deletes_who_has_gone_and_comes_again_while_somebody_is_left(
    session: Session, people: People, case_id: int
) -> None:
    forget = presence_handlers()[FORGET]
    note_presence(session, case_id, people["Tom"].id, Writing.NOTHING, now=NOW)
    later = NOW + LASTS
    note_presence(session, case_id, people["Lena"].id, Writing.NOTHING, now=later - SECOND)
    waiting = select(func.count()).select_from(Job).where(Job.kind == FORGET)
    session.query(Job).delete()

    forget(session, {}, later)
    assert session.scalars(select(Presence.person_id)).all() == [people["Lena"].id]
    assert session.scalar(waiting) == 1

    session.query(Job).delete()
    forget(session, {}, later + LASTS)
    assert (rows(session), session.scalar(waiting)) == (0, 0)
