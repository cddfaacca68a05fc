"""A desk with two people, and a hand-over to try."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queues import set_queues, sync_queues
from portal.core.db import engine_options
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.operations import HandOver, open_case
from portal.web.access import Role

NOW = datetime(2026, 11, 23, 12, 45, tzinfo=UTC)
Opening = Callable[..., Escalation]


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on an empty database; what a test leaves uncommitted is rolled back."""
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    settings = Settings(data_dir=tmp_path, database_url="", secret_key="only for tests")
    return Office(settings, load_organisation())


@pytest.fixture
def people(session: Session, office: Office) -> dict[str, Person]:
    """Lena for mail and support, Tom for mail."""
    sync_queues(session, office.organisation.teams)
    found = {}
    for name, queues in (("Lena Braun", ("support", "mail")), ("Tom Behrens", ("mail",))):
        person = Person(
            email=f"{name.split()[0].lower()}@nordhafen.example",
            name=name,
            password_hash="x",
            role=Role.AGENT.value,
            locale="de",
            created_at=NOW,
        )
        session.add(person)
        session.flush()
        set_queues(session, person, queues, actor_id=None, now=NOW)
        found[name.split()[0]] = person
    return found


@pytest.fixture
def opened(session: Session, people: dict[str, Person], office: Office) -> Opening:
    """Opens a case; give what differs from Frau Berger's."""

    def open_one(public_id: str = "berger", *, now: datetime = NOW, **changes: Any) -> Escalation:
        values = {
            "words": "Ich kann nicht senden. Seit Freitag.",
            "name": "Sabine Berger",
            "email": "sabine@baeckerei-berger.example",
            "phone": "",
            "channel": "mail",
            "callback_wish": "",
            "locale": "en",
            "time_zone": "Europe/Berlin",
            "queue_key": "mail",
            "lines": (),
        }
        hand_over = HandOver(public_id=public_id, **(values | changes))
        return open_case(session, hand_over, journey=None, draft=None, office=office, now=now)

    return open_one
