"""Beginning a flow."""

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, PortalError
from portal.core.organisation import Organisation
from portal.flow_editor.blueprint import blueprint
from portal.flow_editor.operations import begin_flow
from portal.flow_editor.pages import NewFlowPage
from portal.troubleshooter.skeleton import new_flow
from portal.web.access import Permission, current_reader, requires
from portal.web.inputs import one_line
from portal.web.locale import current_locale
from portal.web.pages import render

LONGEST_KEY, LONGEST_TITLE = 80, 120


@blueprint.get("/new")
@requires(Permission.WRITE_FLOWS)
def new() -> AnyResponse:
    """Asks for name, titles and team."""
    return render(_page())


@blueprint.post("/new")
@requires(Permission.WRITE_FLOWS)
def create() -> AnyResponse:
    """Begin with a small flow that keeps every rule."""
    page = _page()
    moment, reader = now(), current_reader()
    try:
        if not page.title_de or not page.title_en:
            raise Invalid("Give the title in both languages.")
        if page.queue not in {key for key, _name in page.queues}:
            raise Invalid("Choose the team that takes over.")
        source = new_flow(
            page.key,
            page.title_de,
            page.title_en,
            owner=reader.name,
            queue=page.queue,
            today=moment.date(),
        )
        with transaction(db.session) as session:
            begin_flow(session, page.key, source, actor_id=reader.user_id, now=moment)
    except PortalError as error:
        return render(_page(_(error.message, **error.parameters)), error.status)
    return redirect(url_for(".edit", key=page.key), 303)


def _page(problem: str = "") -> NewFlowPage:
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    locale = current_locale()
    return NewFlowPage(
        title=_("New flow"),
        key=one_line(request.form.get("key", ""), LONGEST_KEY),
        title_de=one_line(request.form.get("title_de", ""), LONGEST_TITLE),
        title_en=one_line(request.form.get("title_en", ""), LONGEST_TITLE),
        queue=request.form.get("queue", ""),
        queues=tuple((team.key, team.names[locale]) for team in organisation.teams),
        problem=problem,
    )
