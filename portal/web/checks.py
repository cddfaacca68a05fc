"""What has to be there before traffic may come: database, migrations, worker; mail if set up."""

from datetime import timedelta
from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from portal.core.clock import now
from portal.core.db import alembic_config, db
from portal.core.health import Check, Finding
from portal.core.settings import Settings
from portal.core.worker import Heartbeat

WORKER_SILENCE = timedelta(seconds=30)


def core_checks(settings: Settings) -> list[Check]:
    """The checks of everything below the features."""
    head = _newest_revision()

    def database() -> Finding:
        try:
            db.session.execute(select(1))
        except SQLAlchemyError as error:
            db.session.rollback()
            return Finding("database", ok=False, required=True, detail=type(error).__name__)
        return Finding("database", ok=True, required=True)

    def migrations() -> Finding:
        try:
            current = MigrationContext.configure(db.session.connection()).get_current_revision()
        except SQLAlchemyError as error:
            db.session.rollback()
            return Finding("migrations", ok=False, required=True, detail=type(error).__name__)
        detail = "" if current == head else f"at {current}, needs {head}: run portal migrate"
        return Finding("migrations", ok=current == head, required=True, detail=detail)

    def worker() -> Finding:
        try:
            last = db.session.scalar(select(func.max(Heartbeat.at)))
        except SQLAlchemyError as error:
            db.session.rollback()
            return Finding("worker", ok=False, required=True, detail=type(error).__name__)
        alive = last is not None and now() - last < WORKER_SILENCE
        return Finding("worker", ok=alive, required=True, detail="" if alive else "no sign of life")

    def mail() -> Finding:
        configured = bool(settings.smtp_url)
        detail = "" if configured else "no mail server: mails are kept as files"
        return Finding("mail", ok=configured, required=False, detail=detail)

    return [database, migrations, worker, mail]


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()
