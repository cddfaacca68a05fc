"""`/agent/flows/<key>/draft…`: all pages of the flow editor, beside those that show flows."""

from flask import Blueprint

blueprint = Blueprint("flow_editor", __name__, url_prefix="/agent/flows")
