"""`/agent/articles…`: all pages of the editor."""

from flask import Blueprint

blueprint = Blueprint("editor", __name__, url_prefix="/agent/articles")
