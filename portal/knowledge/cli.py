"""`portal articles …` and `portal index …`."""

import sys
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.core.clock import utc_now
from portal.core.db import engine_options, migrate, transaction
from portal.core.files import FolderStore
from portal.core.settings import Settings
from portal.knowledge.exporting import export_folder
from portal.knowledge.importing import import_folder
from portal.knowledge.prior import keep_prior, learnt_prior
from portal.knowledge.publication_operations import enqueue_rebuild


def import_command(settings: Settings, folder: str, language: str | None) -> int:
    """Import a folder and print what became of it; 1 if a file could not be taken."""
    migrate(settings.database_url)
    with _session(settings) as session:
        report = import_folder(
            settings, session, Path(folder), language=language, source="import", now=utc_now()
        )
    for path, note in report.notes:
        print(f"note     {path}: {note}")
    for path, reason in report.refused:
        print(f"refused  {path}: {reason}")
    print(report.summary())
    return 1 if report.refused else 0


def export_command(settings: Settings, folder: str) -> int:
    """Export all published articles."""
    with _session(settings) as session:
        report = export_folder(session, FolderStore(settings.files_dir), Path(folder))
    print(f"{report.articles} articles and {report.pictures} pictures written to {folder}")
    return 0


def rebuild_command(settings: Settings) -> int:
    """Ask the worker for a new index."""
    with _session(settings) as session, transaction(session):
        enqueue_rebuild(session, now=utc_now())
    print("The worker builds the index beside the running one.", file=sys.stderr)
    return 0


def learn_command(settings: Settings) -> int:
    """Learn the prior of each article now and print what it is of."""
    with _session(settings) as session:
        learnt = learnt_prior(session, now=utc_now())
        with transaction(session):
            keep_prior(session, learnt, now=utc_now())
    seen = learnt.values()
    print(
        f"{len(learnt)} articles: {sum(known.opened for known in seen)} opened after a search, "
        f"{sum(known.helped for known in seen)} votes that it helped, "
        f"{sum(known.not_helped for known in seen)} that it did not, "
        f"{sum(known.solved for known in seen)} problems solved"
    )
    return 0


def _session(settings: Settings) -> Session:
    engine = create_engine(**engine_options(settings.database_url))
    return Session(engine, expire_on_commit=False)
