"""The application factory: puts settings, features and slots together."""

from datetime import timedelta
from importlib.metadata import version

from flask import Flask
from jinja2 import StrictUndefined

from portal.core.clock import Clock, utc_now
from portal.core.db import db, engine_options
from portal.core.files import FolderStore
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.web.assets import init_assets
from portal.web.errors import init_errors
from portal.web.formatting import init_formatting
from portal.web.health import init_metrics
from portal.web.locale import init_locale
from portal.web.requests import init_requests
from portal.web.security import init_security

MAX_FORM_BYTES = 12 * 1024 * 1024


def create_app(settings: Settings, clock: Clock = utc_now) -> Flask:
    """A portal for `settings`. Opens no connection and starts no process."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={"default": engine_options(settings.database_url)},
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="lotse_session",
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
            "lotse.organisation": load_organisation(settings.organisation_file),
            "lotse.files": FolderStore(settings.files_dir),
            "lotse.version": version("lotse"),
        }
    )
    db.init_app(app)
    init_requests(app)
    init_metrics(app)
    init_security(app, trusted_proxies=settings.trusted_proxies, https=settings.secure_cookies)
    init_locale(app)
    init_assets(app)
    init_formatting(app)
    init_errors(app)
    _init_features(app)
    return app
