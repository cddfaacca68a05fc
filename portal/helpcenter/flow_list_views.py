"""Everything that is offered step by step, on one page."""

from functools import partial

from flask import Response, url_for
from flask_babel import gettext as _

from portal.core.db import db
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.flow_links import flows_by_topic
from portal.helpcenter.pages import FlowGroup, FlowListPage
from portal.helpcenter.queries import content_version
from portal.knowledge.queries import topics
from portal.web.access import current_reader
from portal.web.caching import conditional, read_state
from portal.web.locale import current_locale
from portal.web.pages import render


@blueprint.get("/flows")
def flows() -> Response:
    """All guided flows by topic."""
    lists = read_state(partial(content_version, reader=current_reader()))
    return conditional(("flows", *lists.value), _flows, unchanged=lists.holds)


def _flows() -> Response:
    reader, locale = current_reader(), current_locale()
    found = flows_by_topic(db.session, reader)
    known = [(topic.key, topic.name) for topic in topics(db.session, locale, reader)]
    groups = tuple(
        FlowGroup(name, found[key]) for key, name in (*known, ("", _("Other"))) if key in found
    )
    return render(
        FlowListPage(
            title=_("Step by step"),
            description=_(
                "Choose what does not work. We ask what matters, and propose one thing"
                " after another."
            ),
            crumbs=((_("Help"), url_for(".home")),),
            groups=groups,
        )
    )
