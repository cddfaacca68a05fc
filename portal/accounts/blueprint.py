"""The blueprint on which every view module of this feature puts its routes."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/agent")
