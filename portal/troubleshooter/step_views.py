"""Looking at a run: its steps, or what to do with an address from another device. Looking changes
nothing."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.flows import flow_of, published_flow
from portal.troubleshooter.opening import Opened, open_run, standing_for
from portal.troubleshooter.pages import ClaimPage, ClosedPage
from portal.troubleshooter.run_frame import step_url
from portal.troubleshooter.step_pages import page_of
from portal.troubleshooter.wording import say
from portal.web.furniture import furnish
from portal.web.locale import current_locale
from portal.web.pages import Page, render


@blueprint.get("/runs/<token>")
def run(token: str) -> AnyResponse:
    """Leads to where the run stands; a browser without a key is asked whether to go on here."""
    opened = open_run(token)
    if not opened.goes_on:
        return render_private(_closed_page(opened), 410)
    if not opened.mine:
        return render_private(_claim_page(opened, token))
    state = standing_for(opened, now=now())
    return redirect(step_url(token, state.way.here), 303)


@blueprint.get("/runs/<token>/<step>")
def step(token: str, step: str) -> AnyResponse:
    """A step on the way: the present one, or one that lies behind, to be changed."""
    opened = open_run(token)
    if not opened.mine:
        return redirect(url_for(".run", token=token), 303)
    state = standing_for(opened, now=now())
    place = state.way.place(step)
    if place is None or state.is_passed_by(place):
        return redirect(step_url(token, state.way.here), 303)
    return render_private(page_of(token, state, place))


def render_private(page: Page, status: int = 200) -> Response:
    """A page of a run: no search engine is told its address."""
    furnish(canonical_url=None, alternates=(), indexable=False)
    return render(page, status)


def _claim_page(opened: Opened, token: str) -> ClaimPage:
    return ClaimPage(
        title=_("This help was begun on another device"),
        flow=say(flow_of(opened.run.version).title, current_locale()),
        action=url_for(".claim_run", token=token),
        without_cookies="begun" in request.args,
    )


def _closed_page(opened: Opened) -> ClosedPage:
    flow = flow_of(opened.run.version)
    offered = published_flow(db.session, flow.id) is not None
    return ClosedPage(
        title=_("These steps are closed"),
        flow=say(flow.title, current_locale()),
        start_url=url_for(".start", key=flow.id) if offered else None,
    )
