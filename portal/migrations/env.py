"""Runs migrations; on PostgreSQL under an advisory lock, so that nodes may start together."""

from typing import Literal

from alembic import context
from sqlalchemy import create_engine, text

# Every module with tables: importing it fills the metadata.
from portal.accounts import models as _accounts  # noqa: F401
from portal.core import events, files, jobs, mail, worker  # noqa: F401
from portal.core.db import Base, engine_options
from portal.core.types import UtcDateTime
from portal.escalations import models as _escalations  # noqa: F401
from portal.escalations.bulk import models as _bulk  # noqa: F401
from portal.escalations.contact_persons import models as _contacts  # noqa: F401
from portal.escalations.finding import models as _finding  # noqa: F401
from portal.escalations.inbox import models as _filters  # noqa: F401
from portal.escalations.joining import models as _joining  # noqa: F401
from portal.escalations.outbox import models as _outbox  # noqa: F401
from portal.escalations.presence import models as _presence  # noqa: F401
from portal.escalations.saved_replies import models as _saved_replies  # noqa: F401
from portal.escalations.status import models as _customers_word  # noqa: F401
from portal.escalations.tags import models as _tags  # noqa: F401
from portal.escalations.watching import models as _warnings  # noqa: F401
from portal.insights import caring_models as _caring  # noqa: F401
from portal.intake import models as _intake  # noqa: F401
from portal.journeys import models as _journeys  # noqa: F401
from portal.knowledge import models as _knowledge  # noqa: F401
from portal.knowledge import search_models as _search  # noqa: F401
from portal.remedies import models as _remedies  # noqa: F401
from portal.service_hours import models as _service_hours  # noqa: F401
from portal.troubleshooter import models as _troubleshooter  # noqa: F401
from portal.web import limits  # noqa: F401

LOCK = 4_957_113


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our types as the plain ones they are stored as: a migration must not need our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False  # Alembic writes it its own way


url = context.config.attributes["url"]
engine = create_engine(**engine_options(url))
with engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
