"""The editor's one blueprint; the views stand in one file per noun."""

from flask import Blueprint

blueprint = Blueprint("editor", __name__, url_prefix="/agent/articles")
