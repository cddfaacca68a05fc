"""What a first start needs: starter content, demo people, an index; and what it tells."""

import sys
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import articles
from portal.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE, add_demo_people
from portal.accounts.queues import sync_queues
from portal.core.clock import utc_now
from portal.core.db import engine_options, transaction
from portal.core.files import schedule_sweep
from portal.core.jobs import enqueue
from portal.core.mail_upkeep import schedule_mail_check
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.escalations.demo import add_demo_cases, has_cases
from portal.escalations.finding.indexing import schedule_case_index
from portal.escalations.jobs import schedule_draft_forgetting, schedule_watching
from portal.escalations.office import Office
from portal.escalations.saved_replies.starter import add_starter_replies
from portal.insights.caring_demo import add_demo_weeks
from portal.insights.caring_job import schedule_caring
from portal.insights.demo import add_demo_searches
from portal.journeys.jobs import schedule_forgetting
from portal.knowledge.index_upkeep import check_index
from portal.knowledge.models import Article
from portal.knowledge.prior import schedule_learning
from portal.knowledge.publishing import stale_publications
from portal.knowledge.query_log import schedule_counting
from portal.knowledge.synonym_operations import add_starter_synonyms
from portal.service_hours.operations import sync_service
from portal.troubleshooter.demo import add_demo_runs
from portal.troubleshooter.edge_count_job import schedule_edge_counting
from portal.troubleshooter.flows import LIBRARY as FLOW_LIBRARY
from portal.troubleshooter.flows import sync_flows
from portal.troubleshooter.timing_job import schedule_measuring

LIBRARY = Path(articles.__file__).parent / "library"


def prepare(settings: Settings, content: str | None) -> None:
    """Bring in what is missing; a second start finds everything there and is quick."""
    engine = create_engine(**engine_options(settings.database_url))
    with Session(engine, expire_on_commit=False) as session:
        if session.scalar(select(Article.id).limit(1)) is None:
            _import(settings, session, LIBRARY, "library")
            with transaction(session):
                add_starter_synonyms(session, now=utc_now())
                add_starter_replies(session, now=utc_now())
        if content:
            _import(settings, session, Path(content), "import")
        with transaction(session):
            organisation = load_organisation(settings.organisation_file)
            sync_queues(session, organisation.teams)
            sync_service(session, organisation, now=utc_now())
            sync_flows(session, FLOW_LIBRARY, now=utc_now())
            if settings.demo:
                add_demo_people(session, now=utc_now())
            if stale_publications(session, 1):
                enqueue(session, "render_stale", {}, now=utc_now(), dedupe_key="render_stale")
            check_index(session, now=utc_now())
            schedule_forgetting(session, now=utc_now())
            schedule_draft_forgetting(session, now=utc_now())
            schedule_watching(session, now=utc_now())
            schedule_case_index(session, now=utc_now())
            schedule_sweep(session, now=utc_now())
            schedule_mail_check(session, now=utc_now())
            schedule_learning(session, now=utc_now())
            schedule_counting(session, now=utc_now())
            schedule_measuring(session, now=utc_now())
            schedule_edge_counting(session, now=utc_now())
            schedule_caring(session, now=utc_now())
            enqueue(session, "complete_vectors", {}, now=utc_now(), dedupe_key="complete_vectors")
        if settings.demo and not has_cases(session):
            _add_demo_cases(settings, session)


def _add_demo_cases(settings: Settings, session: Session) -> None:
    from portal.app import create_app  # loads slowly, and only a first start needs its languages

    app = create_app(settings)
    office = Office(settings, app.extensions["lotse.organisation"])
    with app.app_context(), transaction(session):
        add_demo_cases(session, app.extensions["lotse.files"], office, now=utc_now())
        add_demo_searches(session, now=utc_now())
        add_demo_weeks(session, office.organisation.time_zone, now=utc_now())
        add_demo_runs(session, now=utc_now())


def announce(settings: Settings, address: str) -> None:
    """Print where the portal is and who may sign in."""
    lines = [
        "",
        "Lotse is ready.",
        f"  Help centre  {address}/de/   {address}/en/",
        f"  Agents       {address}/agent/",
    ]
    if settings.demo:
        lines.append(f"  Demo people, password {DEMO_PASSWORD}:")
        lines += [
            f"    {person.email:<28} {person.role:<9} {person.name}" for person in DEMO_PEOPLE
        ]
    print("\n".join(lines), flush=True)


def _import(settings: Settings, session: Session, folder: Path, source: str) -> None:
    from portal.knowledge.importing import import_folder  # the libraries behind it load slowly

    report = import_folder(settings, session, folder, language=None, source=source, now=utc_now())
    print(report.summary(), file=sys.stderr, flush=True)
