"""`blueprint`: pages with a language in their path; `machines`: files for other programs."""

from flask import Blueprint

from portal.web.locale import localised

blueprint = localised(Blueprint("helpcenter", __name__, url_prefix="/<any(de, en):lang>"))
machines = Blueprint("machines", __name__)
