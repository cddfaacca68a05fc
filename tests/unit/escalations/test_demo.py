"""The cases that a demo begins with."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.demo import add_demo_people
from portal.accounts.queues import sync_queues
from portal.core.files import FolderStore
from portal.escalations.context import Section
from portal.escalations.demo import add_demo_cases, has_cases
from portal.escalations.demo_stories import STORIES
from portal.escalations.models import ContextLine, Escalation, Promise, Status
from portal.escalations.office import Office
from portal.remedies.catalogue import catalogue
from tests.unit.escalations.conftest import NOW


def test_every_state_of_the_inbox_is_there(
    session: Session, office: Office, tmp_path: Path
) -> None:
    sync_queues(session, office.organisation.teams)
    add_demo_people(session, NOW)
    assert not has_cases(session)

    add_demo_cases(session, FolderStore(tmp_path), office, NOW)

    assert has_cases(session)
    statuses = set(session.scalars(select(Escalation.status)))
    assert statuses >= {Status.NEW, Status.OPEN, Status.WAITING, Status.SOLVED}
    late = select(func.count()).where(Escalation.due_at < NOW)
    assert session.scalar(late)
    open_ones = select(func.count()).where(Promise.state == "open")
    still = select(func.count()).where(Escalation.solved_at.is_(None))
    assert session.scalar(open_ones) == session.scalar(still) == len(STORIES) - 1
    berger = select(Escalation).where(Escalation.name == "Sabine Berger")
    case = session.scalars(berger).one()
    assert case.contact is not None
    assert case.contact.name == "Lena Braun"
    tried = select(ContextLine.outcome).where(
        ContextLine.escalation_id == case.id, ContextLine.section == Section.ATTEMPT.value
    )
    assert session.scalars(tried).all() == ["no_change", "no_change", "no_change", "could_not"]


def test_what_the_customers_tried_stands_in_the_catalogue() -> None:
    remedies = {line.remedy for told in STORIES for line in told.lines if line.remedy}

    assert remedies - set(catalogue()) == set()
