"""The agents' view of the flows: which there are, whether they are sound, what comes of them."""

from collections.abc import Iterator, Mapping

from flask import current_app, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.troubleshooter.assisting import begin_for_caller
from portal.troubleshooter.blueprint import desk
from portal.troubleshooter.edge_counts import edge_counts
from portal.troubleshooter.flows import (
    ARCHIVED,
    PUBLISHED,
    change_state,
    flow_of,
    published_flow,
)
from portal.troubleshooter.graph import flow_outline, flow_svg
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.graph_words import traffic_words
from portal.troubleshooter.models import FlowRecord, FlowVersion
from portal.troubleshooter.pages import FlowLine, FlowPage, FlowsPage, Found
from portal.troubleshooter.problem_words import in_words
from portal.troubleshooter.problems import Problem, Severity
from portal.troubleshooter.queries import draft_states, flow_record, flow_records
from portal.troubleshooter.soundness import problems, walked_tests
from portal.troubleshooter.wording import say
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_locale
from portal.web.pages import render


@desk.get("")
@requires(Permission.SEE_FLOWS)
def flows() -> AnyResponse:
    """All flows, by key."""
    records, drafts = flow_records(db.session), draft_states(db.session)
    counts = edge_counts(
        db.session,
        {record.id: flow_of(record.current) for record in records if record.current is not None},
        now=now(),
    )
    rows = tuple(
        _line(record, record.current, counts[record.id], drafts)
        for record in records
        if record.current is not None
    )
    published = {row.key for row in rows}
    begun = tuple((key, state) for key, state in drafts.items() if key not in published)
    return render(FlowsPage(title=_("Step-by-step help"), rows=rows, begun=begun))


@desk.get("/<key>")
@requires(Permission.SEE_FLOWS)
def flow(key: str) -> AnyResponse:
    """One flow as a picture and as text, with what is wrong with it and what came of it."""
    record, locale = _record(key), current_locale()
    if record.current is None:
        return redirect(url_for("flow_editor.edit", key=key), 303)
    read = flow_of(record.current)
    traffic = edge_counts(db.session, {record.id: read}, now=now())[record.id]
    page = FlowPage(
        title=say(read.title, locale),
        line=_line(record, record.current, traffic, draft_states(db.session)),
        solved=traffic.ended(read, "solved"),
        escalated=traffic.ended(read, "escalate"),
        svg=flow_svg(read, locale, traffic),
        text=flow_outline(read, locale, traffic),
        counted=traffic_words(traffic, locale),
        found=tuple(_found(record.current)),
        proposals=current_app.extensions["lotse.order_proposals"](db.session, record),
        may_publish=current_reader().may(Permission.PUBLISH_FLOWS),
        public_url=url_for("troubleshooter.start", key=key, lang=locale)
        if record.state == PUBLISHED
        else None,
    )
    return render(page)


@desk.post("/<key>/publications")
@requires(Permission.PUBLISH_FLOWS)
def publish(key: str) -> AnyResponse:
    """Offer the flow to customers."""
    return _change(key, PUBLISHED)


@desk.post("/<key>/withdrawals")
@requires(Permission.PUBLISH_FLOWS)
def withdraw(key: str) -> AnyResponse:
    """Offer it no more; whoever is in the middle of it goes on."""
    return _change(key, ARCHIVED)


@desk.post("/<key>/calls")
@requires(Permission.HANDLE_CASES)
def begin_call(key: str) -> AnyResponse:
    """Begin the flow for a caller who has no case yet."""
    agent_id = current_reader().user_id
    with transaction(db.session) as session:
        version = published_flow(session, key)
        if version is None or agent_id is None:
            raise NotFound("There is no flow of this name.")
        token = begin_for_caller(
            session,
            version,
            agent_id=agent_id,
            locale=current_locale(),
            secret_key=current_app.extensions["lotse.settings"].secret_key,
            now=now(),
        )
    return redirect(url_for("troubleshooter.run", token=token, lang=current_locale()), 303)


def _change(key: str, state: str) -> AnyResponse:
    actor_id = current_reader().user_id
    with transaction(db.session) as session:
        change_state(session, _record(key), state, actor_id=actor_id, now=now())
    return redirect(url_for(".flow", key=key), 303)


def _record(key: str) -> FlowRecord:
    record = flow_record(db.session, key)
    if record is None:
        raise NotFound("There is no flow of this name.")
    return record


def _line(
    record: FlowRecord, current: FlowVersion, traffic: Traffic, drafts: Mapping[str, str]
) -> FlowLine:
    tests = walked_tests(db.session, current)
    errors = [problem.severity is Severity.ERROR for problem in _problems(current)]
    return FlowLine(
        key=record.key,
        title=say(flow_of(current).title, current_locale()),
        state=record.state,
        number=current.number,
        tests=len(tests),
        failed_tests=sum(not result.passed for result in tests),
        errors=sum(errors),
        warnings=len(errors) - sum(errors),
        runs=traffic.begun,
        draft=drafts.get(record.key, ""),
        changed_at=record.changed_at,
    )


def _found(version: FlowVersion) -> Iterator[Found]:
    """Failing tests, errors, warnings."""
    for result in walked_tests(db.session, version):
        for difference in result.said:
            yield Found(_("Test “%(name)s”", name=result.test.name), in_words(difference))
    for problem in sorted(_problems(version), key=lambda problem: problem.severity):
        place = _("Line %(line)s, %(rule)s", line=problem.line, rule=problem.rule)
        is_error = problem.severity is Severity.ERROR
        yield Found(place, in_words(problem.said), in_words(problem.advised), is_error)


def _problems(version: FlowVersion) -> tuple[Problem, ...]:
    return problems(db.session, version, current_app.extensions["lotse.organisation"], now().date())
