"""What runs outside of a request: sessions and every kind of job. Imports no web page."""

from collections.abc import Callable

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from portal.core.db import engine_options
from portal.core.files import FolderStore, file_handlers
from portal.core.jobs import Handler
from portal.core.mail_html import letterhead_of
from portal.core.mail_upkeep import upkeep_handlers
from portal.core.organisation import load_organisation
from portal.core.sending import mail_handlers
from portal.core.settings import Settings
from portal.escalations.bulk.jobs import bulk_handlers
from portal.escalations.contact_persons.jobs import contact_handlers
from portal.escalations.finding.indexing import case_index_dir, case_index_handlers
from portal.escalations.jobs import draft_handlers, watch_handlers
from portal.escalations.journey_part import DRAFTS
from portal.escalations.office import Office
from portal.escalations.outbox.jobs import outbox_handlers
from portal.escalations.presence.jobs import presence_handlers
from portal.escalations.status.jobs import customer_handlers
from portal.escalations.tried_since.jobs import reading_handlers
from portal.insights.caring_job import caring_handlers
from portal.intake.journey_part import WORDS
from portal.intake.recognising import Recognisers
from portal.intake.vector_shelf import VectorShelf
from portal.journeys.jobs import journey_handlers
from portal.journeys.parts import Part
from portal.knowledge.indexing import index_handlers
from portal.knowledge.journey_queries import QUERIES
from portal.knowledge.prior import prior_handlers
from portal.knowledge.query_log import query_log_handlers
from portal.remedies.journey_part import ATTEMPTS
from portal.troubleshooter.edge_count_job import edge_count_handlers
from portal.troubleshooter.journey_part import RUNS
from portal.troubleshooter.reminding import reminder_handlers as run_reminder_handlers
from portal.troubleshooter.search_source import FLOWS
from portal.troubleshooter.timing_job import timing_handlers
from search.embedder_client import EmbedderClient

EMBEDDING_SECONDS = 120
JOURNEY_PARTS: tuple[Part, ...] = (ATTEMPTS, RUNS, WORDS, DRAFTS, QUERIES)


def job_handlers(settings: Settings) -> dict[str, Handler]:
    """Every kind of job and what does it."""
    organisation = load_organisation(settings.organisation_file)
    encoder = EmbedderClient(settings.embedder_socket, timeout=EMBEDDING_SECONDS)
    recognisers = Recognisers(encoder, encoder, VectorShelf(settings.data_dir / "vectors"))
    return {
        **mail_handlers(settings, letterhead_of(organisation), FolderStore(settings.files_dir)),
        **upkeep_handlers(),
        **file_handlers(FolderStore(settings.files_dir)),
        **index_handlers(settings.index_dir, encoder, sources=(FLOWS,)),
        **case_index_handlers(case_index_dir(settings.index_dir), encoder),
        **draft_handlers(),
        **presence_handlers(),
        **customer_handlers(Office(settings, organisation)),
        **reading_handlers(recognisers, encoder),
        **watch_handlers(Office(settings, organisation)),
        **contact_handlers(Office(settings, organisation)),
        **bulk_handlers(Office(settings, organisation)),
        **outbox_handlers(Office(settings, organisation)),
        **run_reminder_handlers(settings, organisation),
        **timing_handlers(),
        **edge_count_handlers(),
        **caring_handlers(organisation),
        **journey_handlers(JOURNEY_PARTS, keep_days=settings.journey_days),
        **prior_handlers(),
        **query_log_handlers(journey_days=settings.journey_days, zone=organisation.time_zone),
    }


def session_factory(settings: Settings) -> Callable[[], Session]:
    """Sessions for the worker and the command line."""
    engine = create_engine(**engine_options(settings.database_url))
    return sessionmaker(engine, expire_on_commit=False)
