"""The blueprint on which the views of calendars and teams put their routes."""

from flask import Blueprint

blueprint = Blueprint("service_hours", __name__, url_prefix="/agent/service-hours")
