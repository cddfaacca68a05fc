"""Runs migrations; on PostgreSQL under an advisory lock, so that nodes may start together."""

from alembic import context
from sqlalchemy import create_engine, text

import portal.app  # noqa: F401 - imports every model and so fills the metadata
from portal.core.db import Base, engine_options

LOCK = 4_957_113

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
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
