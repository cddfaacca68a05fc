"""`portal people …`."""

import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.accounts.operations import add_person
from portal.core.clock import utc_now
from portal.core.db import engine_options, transaction
from portal.core.errors import PortalError
from portal.core.settings import Settings
from portal.web.access import Role


def add_person_command(
    settings: Settings, email: str, name: str, role: str, language: str, password: str
) -> int:
    """Let somebody sign in; returns the exit status, 1 when the input cannot be taken."""
    engine = create_engine(**engine_options(settings.database_url))
    try:
        with Session(engine, expire_on_commit=False) as session, transaction(session):
            person = add_person(
                session,
                email=email,
                name=name,
                role=Role(role),
                locale=language,
                password=password,
                actor_id=None,
                now=utc_now(),
            )
    except PortalError as error:
        print(error.message % error.parameters, file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    print(f"{person.name} <{person.email}> may sign in as {person.role}.")
    return 0
