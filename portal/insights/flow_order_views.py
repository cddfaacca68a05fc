"""`/agent/flows/<key>/order`: in which order a flow's remedies would help sooner."""

from flask import Blueprint, current_app, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from articles.diffing import difference
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, NotFound, PortalError
from portal.flow_editor.operations import save_draft
from portal.flow_editor.queries import draft_of, record_of
from portal.insights.flow_order import Proposal, proposals
from portal.insights.flow_order_pages import FlowOrderPage, OrderLine, ProposalPart
from portal.insights.flow_order_rules import LEAST_TRIED
from portal.insights.overview import percent
from portal.insights.remedies_queries import timings
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.models import FlowRecord, FlowVersion
from portal.troubleshooter.wording import say
from portal.web.access import Permission, current_reader, requires
from portal.web.formatting import number
from portal.web.locale import current_locale
from portal.web.pages import render

CONTEXT_LINES = 2
blueprint = Blueprint("flow_order", __name__, url_prefix="/agent/flows")


@blueprint.get("/<key>/order")
@requires(Permission.SEE_FLOWS)
def order(key: str) -> Response:
    """All proposals for the version that customers begin now."""
    return _response(key)


@blueprint.post("/<key>/order/drafts")
@requires(Permission.WRITE_FLOWS)
def begin_draft(key: str) -> Response:
    """Make the text of one proposal the draft, if it still stands and nobody writes the flow."""
    first, version = request.form.get("first", ""), request.form.get("version", "")
    try:
        with transaction(db.session) as session:
            record = record_of(session, key)
            proposal = _wanted(session, record, first, version)
            actor_id = current_reader().user_id
            save_draft(session, record, proposal.source, base=0, actor_id=actor_id, now=now())
    except NotFound:
        raise
    except PortalError as error:
        return _response(key, error)
    return redirect(url_for("flow_editor.edit", key=key), 303)


def proposal_count(session: Session, record: FlowRecord) -> int:
    """How many proposals there are for a flow: the page of the flow says so."""
    return len(_proposals(session, record))


def _proposals(session: Session, record: FlowRecord) -> tuple[Proposal, ...]:
    organisation = current_app.extensions["lotse.organisation"]
    return proposals(session, record, organisation, now().date())


def _wanted(session: Session, record: FlowRecord, first: str, version: str) -> Proposal:
    current = record.current
    if current is not None and str(current.number) == version:
        for proposal in _proposals(session, record):
            if proposal.first == first:
                return proposal
    raise Conflict("This proposal does not stand any more: the flow or its figures have changed.")


def _response(key: str, error: PortalError | None = None) -> Response:
    record = record_of(db.session, key)
    version = record.current
    if version is None:
        raise NotFound("There is no text of this flow.")
    flow = flow_of(version)
    page = FlowOrderPage(
        title=_("Order of the remedies"),
        key=key,
        flow=say(flow.title, current_locale()) or key,
        number=version.number,
        parts=tuple(_part(flow, version, each) for each in _proposals(db.session, record)),
        least=LEAST_TRIED,
        may_write=current_reader().may(Permission.WRITE_FLOWS),
        has_draft=draft_of(db.session, record) is not None,
        problem=_(error.message, **error.parameters) if error is not None else "",
    )
    return render(page, error.status if error is not None else 200)


def _part(flow: Flow, version: FlowVersion, proposal: Proposal) -> ProposalPart:
    places, timed = proposal.order.places, timings(db.session)
    lines = tuple(
        _line(flow, proposal, before, after, proposal.chain[before].remedy in timed)
        for after, before in enumerate(places)
    )
    forward = [line.title for line in lines if line.after < line.before]
    return ProposalPart(
        first=proposal.first,
        titles=", ".join(_("“%(word)s”", word=title) for title in forward),
        forward=len(forward),
        saved=number(round(proposal.order.saved, 1)),
        lines=lines,
        failing=proposal.failing,
        rows=difference(version.source, proposal.source, context=CONTEXT_LINES),
    )


def _line(flow: Flow, proposal: Proposal, before: int, after: int, is_measured: bool) -> OrderLine:
    link, locale = proposal.chain[before], current_locale()
    figures = proposal.figures[link.remedy]
    title = say(flow.steps[link.step].title, locale) or say(
        flow.remedies[link.remedy].title, locale
    )
    low, high = figures.bounds
    return OrderLine(
        title=title or link.step,
        url=url_for("remedies.remedy", id_=link.remedy),
        after=after + 1,
        before=before + 1,
        tried=number(figures.tried),
        helped=f"{number(figures.solved)} ({percent(figures.solved, figures.tried)})",
        low=percent(round(100 * low), 100),
        high=percent(round(100 * high), 100),
        minutes=number(round(figures.minutes, 1)),
        is_measured=is_measured,
    )
