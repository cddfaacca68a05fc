"""A database session of its own for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.core.db import engine_options


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on an empty database; what a test leaves uncommitted is rolled back."""
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
