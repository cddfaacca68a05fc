"""`/agent/search…`: how the search is used, and what agents do about it."""

from flask import Blueprint

blueprint = Blueprint("insights", __name__, url_prefix="/agent/search")
