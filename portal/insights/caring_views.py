"""`/agent/caring`: how well customers are cared for, week by week, for those who lead teams."""

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core.clock import now
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.organisation import Organisation
from portal.escalations.desk_queries import own_queues
from portal.insights.caring_pages import CaringPage
from portal.insights.caring_queries import figures_by_week
from portal.insights.caring_rules import last_weeks
from portal.insights.caring_sections import sections, week_name
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_locale
from portal.web.pages import render

blueprint = Blueprint("caring", __name__, url_prefix="/agent/caring")


@blueprint.get("")
@requires(Permission.LEAD_TEAM)
def weeks() -> Response:
    """The last weeks of the reader's teams, or of one of them (A4)."""
    queues = own_queues(db.session, current_reader())
    key = request.args.get("team", "")
    chosen = [queue for queue in queues if key in ("", queue.key)]
    if key and not chosen:
        raise NotFound("There is no such team, or it is not one of yours.")
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    mondays = last_weeks(now(), organisation.time_zone)
    counted = figures_by_week(db.session, [queue.id for queue in chosen], mondays)
    choices = [("", _("All of my teams")), *((q.key, q.names[current_locale()]) for q in queues)]
    page = CaringPage(
        title=_("How well we take care"),
        teams=tuple((label, url_for(".weeks", team=of or None), of == key) for of, label in choices)
        if len(queues) > 1
        else (),
        sections=sections(counted),
        first=week_name(mondays[0]),
        last=week_name(mondays[-1]),
        of_nobody=not queues,
    )
    return render(page)
