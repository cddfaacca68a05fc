"""The blueprints on which every view module of this feature puts its routes."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/agent")
portraits = Blueprint("portraits", __name__)
