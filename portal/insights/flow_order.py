"""Proposals for the order of a flow's remedies, each with the text that it would make of the flow.

None of them changes anything: an author begins a draft with one, a reviewer publishes it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.core.organisation import Organisation
from portal.insights.flow_order_queries import counts_by_version, measured
from portal.insights.flow_order_rules import (
    LEAST_TRIED,
    Link,
    Measured,
    Order,
    better_order,
    chains,
    changed_edges,
    named_steps,
)
from portal.insights.flow_order_text import with_targets
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flow_tests import run_tests
from portal.troubleshooter.flows import flow_of, parsed, published_flows
from portal.troubleshooter.models import FlowRecord, FlowVersion
from portal.troubleshooter.problems import FlowError, Severity
from portal.troubleshooter.soundness import problems_in

OF_TESTS = "F24"
"""The linter's rule that tests walk everywhere: what they lack, their author sees from them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A better order of one chain of a version. `figures` by remedy; `source` is the flow's text
    with that order; `failing` names the flow's tests that expect the order there was."""

    chain: tuple[Link, ...]
    order: Order
    figures: Mapping[str, Measured]
    source: str
    failing: tuple[str, ...]

    @property
    def first(self) -> str:
        """The step with which the chain begins now: by it the proposal is known."""
        return self.chain[0].step


def proposals(
    session: Session, record: FlowRecord, organisation: Organisation, today: date
) -> tuple[Proposal, ...]:
    """What the attempts in this flow's runs speak for, the most minutes first."""
    version = record.current
    if version is None:
        return ()
    flow = flow_of(version)
    found = chains(flow)
    counts = counts_by_version(session, record) if found else {}
    if not any(tried >= LEAST_TRIED for by in counts.values() for tried, _solved in by.values()):
        return ()
    made = [
        proposal
        for chain in found
        for proposal in _proposal(
            session, version, flow, chain, measured(session, flow, chain, counts)
        )
        if not _has_new_errors(session, version, proposal.source, organisation, today)
    ]
    return tuple(sorted(made, key=lambda proposal: -proposal.order.saved))


def _proposal(
    session: Session,
    version: FlowVersion,
    flow: Flow,
    chain: tuple[Link, ...],
    figures: Mapping[str, Measured],
) -> Iterator[Proposal]:
    order = better_order(chain, figures)
    if order is None:
        return
    changes = changed_edges(flow, chain, order.places)
    source = with_targets(version.source, changes)
    if source is None:
        return
    try:
        turned = parsed(source)
    except FlowError:
        return
    if named_steps(turned) == {**named_steps(flow), **changes}:
        yield Proposal(chain, order, figures, source, _failing(session, flow, turned))


def _failing(session: Session, flow: Flow, turned: Flow) -> tuple[str, ...]:
    called = {other.id: other for other in published_flows(session)}
    failed = {result.test.name for result in run_tests(flow, called) if not result.passed}
    return tuple(
        result.test.name
        for result in run_tests(turned, called)
        if not result.passed and result.test.name not in failed
    )


def _has_new_errors(
    session: Session, version: FlowVersion, source: str, organisation: Organisation, today: date
) -> bool:
    def errors(text: str) -> Counter[tuple[str, str]]:
        found = problems_in(session, text, organisation, today)
        return Counter(
            (problem.rule, problem.message)
            for problem in found
            if problem.severity is Severity.ERROR and problem.rule != OF_TESTS
        )

    return bool(errors(source) - errors(version.source))
