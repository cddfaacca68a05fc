"""`/agent/cases…`: the inbox and the cases, for those who answer them."""

from flask import Blueprint

blueprint = Blueprint("cases", __name__, url_prefix="/agent/cases")
