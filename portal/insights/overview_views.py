"""What customers looked for, and what they did not find."""

from flask_babel import pgettext
from werkzeug.wrappers import Response

from portal.insights.blueprint import blueprint
from portal.insights.pages import OverviewPage
from portal.insights.rooms import rooms
from portal.web.access import Permission, requires
from portal.web.pages import render


@blueprint.get("")
@requires(Permission.SEE_SEARCH)
def overview() -> Response:
    """The questions of a period."""
    return render(OverviewPage(title=pgettext("room", "Search"), rooms=rooms()))
