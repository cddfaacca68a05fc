"""The application factory: puts settings, features and slots together."""

from datetime import timedelta
from functools import cache
from importlib.metadata import version

from flask import Blueprint, Flask, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from portal.accounts import views as accounts_views
from portal.accounts.mail_views import undelivered_count
from portal.accounts.notifications import PREVIEWS as TEAM_MAILS
from portal.accounts.sessions import init_sessions
from portal.background import JOURNEY_PARTS
from portal.core.clock import Clock, utc_now
from portal.core.db import db, engine_options
from portal.core.files import FolderStore
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.editor import views as editor_views
from portal.escalations import desk_views
from portal.escalations import views as escalation_views
from portal.escalations.composer.repeat_checks import RepeatChecks
from portal.escalations.contact_persons.assignment_queries import is_contact
from portal.escalations.contact_persons.mail_samples import CONTACT_PREVIEWS
from portal.escalations.desk.assisting import CASE_DESK
from portal.escalations.finding.checks import finding_checks
from portal.escalations.finding.indexing import case_index_dir
from portal.escalations.handing_over.step_files import STEP_FILES
from portal.escalations.inbox.views import inbox_count
from portal.escalations.joining.mail_samples import JOINING_PREVIEWS
from portal.escalations.mail_samples import PREVIEWS as CASE_MAILS
from portal.escalations.promises.mail_samples import PROMISE_PREVIEWS
from portal.escalations.saved_replies import views as saved_reply_views
from portal.escalations.status.mail_samples import LAST_WORD_PREVIEWS
from portal.flow_editor import views as flow_editor_views
from portal.helpcenter import views as helpcenter_views
from portal.helpcenter.api import init_api
from portal.helpcenter.recording import record_page_before
from portal.insights import caring_views, flow_order_views, remedies_views
from portal.insights import views as insights_views
from portal.intake import views as intake_views
from portal.intake.recognising import Recognisers
from portal.intake.vector_shelf import VectorShelf
from portal.journeys import views as journey_views
from portal.journeys.visits import Hooks, init_journeys
from portal.knowledge.categories import topic_names
from portal.knowledge.checks import knowledge_checks
from portal.service_hours import furniture as service_furniture
from portal.service_hours import views as service_hours_views
from portal.service_hours.queries import check_calendar
from portal.service_hours.working_time import next_time_of
from portal.troubleshooter import views as troubleshooter_views
from portal.troubleshooter.notifications import PREVIEWS as RUN_MAILS
from portal.troubleshooter.search_source import FLOWS
from portal.web import assets, health, pattern_views
from portal.web.access import (
    JOURNEY_COOKIE,
    SESSION_COOKIE,
    Permission,
    Reader,
    cookie_name,
)
from portal.web.assets import init_assets
from portal.web.checks import core_checks
from portal.web.errors import init_errors
from portal.web.formatting import init_formatting
from portal.web.furniture import Slots, Tab
from portal.web.health import init_metrics
from portal.web.kept_pages import init_kept_pages
from portal.web.limits import init_limits
from portal.web.locale import init_locale, negotiated_locale
from portal.web.requests import init_requests
from portal.web.security import init_security
from portal.web.uploads import UploadRequest
from search.embedder_client import EmbedderClient
from search.embedding import Encoder
from search.engine import SearchEngine

MAIL_PREVIEWS = (
    *CASE_MAILS,
    *CONTACT_PREVIEWS,
    *PROMISE_PREVIEWS,
    *LAST_WORD_PREVIEWS,
    *JOINING_PREVIEWS,
    *RUN_MAILS,
    *TEAM_MAILS,
)
ROOMS_WITHIN = {("flows.flows", "remedies"), ("cases.inbox", "caring")}
"""Pages that belong to a room of the agents' bar and have an address of their own."""
MAX_FORM_BYTES = 12 * 1024 * 1024
BLUEPRINTS: tuple[Blueprint, ...] = (
    assets.blueprint,
    health.blueprint,
    pattern_views.blueprint,
    helpcenter_views.blueprint,
    helpcenter_views.machines,
    journey_views.blueprint,
    troubleshooter_views.blueprint,
    troubleshooter_views.desk,
    flow_editor_views.blueprint,
    intake_views.blueprint,
    accounts_views.blueprint,
    accounts_views.portraits,
    service_hours_views.blueprint,
    escalation_views.blueprint,
    desk_views.blueprint,
    saved_reply_views.blueprint,
    editor_views.blueprint,
    insights_views.blueprint,
    remedies_views.blueprint,
    flow_order_views.blueprint,
    caring_views.blueprint,
)


def create_app(settings: Settings, clock: Clock = utc_now) -> Flask:
    """A portal for `settings`. Opens no connection and starts no process."""
    organisation = load_organisation(settings.organisation_file)
    check_calendar(organisation, clock())
    app = Flask(__name__, static_folder=None)
    app.request_class = UploadRequest
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={"default": engine_options(settings.database_url)},
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        SESSION_COOKIE_NAME=cookie_name(SESSION_COOKIE, https=settings.secure_cookies),
        JOURNEY_COOKIE_NAME=cookie_name(JOURNEY_COOKIE, https=settings.secure_cookies),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions.update(
        {
            "lotse.settings": settings,
            "lotse.clock": clock,
            "lotse.organisation": organisation,
            "lotse.files": FolderStore(settings.files_dir),
            "lotse.is_contact": is_contact,
            "lotse.topics": topic_names,
            "lotse.next_time": lambda session, person, at: next_time_of(
                session, organisation, person, person.queues, at
            ),
            "lotse.step_files": STEP_FILES,
            "lotse.case_desk": CASE_DESK,
            "lotse.mail_previews": MAIL_PREVIEWS,
            "lotse.order_proposals": flow_order_views.proposal_count,
            "lotse.version": version("lotse"),
            "lotse.slots": Slots(
                first_answer=service_furniture.first_answer,
                open_now=service_furniture.open_now,
                opening_hours=service_furniture.opening_hours,
                tabs=agent_tabs,
            ),
        }
    )
    db.init_app(app)
    for initialise in (init_requests, init_metrics, init_locale, init_assets, init_formatting):
        initialise(app)
    init_security(app, trusted_proxies=settings.trusted_proxies, https=settings.secure_cookies)
    init_limits(app)
    init_sessions(app)
    init_journeys(app, Hooks(JOURNEY_PARTS, begun=record_page_before))
    _init_search(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_api(app)
    init_errors(app)  # after the API, whose library would answer every error with JSON
    init_kept_pages(app)  # around all that init_security put there

    @app.get("/")
    def front_door() -> Response:
        return redirect(f"/{negotiated_locale()}/")

    return app


def agent_tabs(reader: Reader) -> tuple[Tab, ...]:
    """The rooms of the agents' bar that this reader may enter."""
    rooms = (
        (_("Inbox"), "cases.inbox", Permission.HANDLE_CASES),
        (_("Articles"), "editor.articles", Permission.WRITE_ARTICLES),
        (_("Step-by-step help"), "flows.flows", Permission.SEE_FLOWS),
        (pgettext("room", "Search"), "insights.overview", Permission.SEE_SEARCH),
        (_("People"), "accounts.list_people", Permission.MANAGE_PEOPLE),
        (_("Service hours"), "service_hours.overview", Permission.MANAGE_SERVICE_HOURS),
        (pgettext("room", "Mails"), "accounts.list_mails", Permission.SEE_MAILS),
    )
    return tuple(
        Tab(
            label,
            url_for(endpoint),
            current=request.path.startswith(url_for(endpoint))
            or (endpoint, request.blueprint) in ROOMS_WITHIN,
            count=_count(endpoint, reader),
        )
        for label, endpoint, needs in rooms
        if reader.may(needs)
    )


def _count(endpoint: str, reader: Reader) -> str | None:
    """How much waits in a room for whoever enters it."""
    match endpoint:
        case "cases.inbox":
            return inbox_count(reader)
        case "accounts.list_mails":
            return undelivered_count()
    return None


def _init_search(app: Flask, settings: Settings) -> None:
    encoder: Encoder = EmbedderClient(settings.embedder_socket, timeout=2)

    @cache
    def engine() -> SearchEngine:
        return SearchEngine.open(settings.index_dir, encoder)

    @cache
    def case_engine() -> SearchEngine:
        return SearchEngine.open(case_index_dir(settings.index_dir), encoder)

    patient = EmbedderClient(settings.embedder_socket, timeout=60)
    app.extensions["lotse.encoder"] = encoder
    app.extensions["lotse.recognisers"] = Recognisers(
        encoder, patient, VectorShelf(settings.data_dir / "vectors")
    )
    app.extensions["lotse.repeat_checks"] = RepeatChecks(
        encoder, patient, VectorShelf(settings.data_dir / "vectors")
    )
    app.extensions["lotse.search"] = engine
    app.extensions["lotse.case_search"] = case_engine
    app.extensions["lotse.sources"] = (FLOWS,)
    app.extensions["lotse.checks"] = [
        *core_checks(settings),
        *knowledge_checks(settings, engine),
        *finding_checks(case_engine),
    ]
