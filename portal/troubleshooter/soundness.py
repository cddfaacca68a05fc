"""Is a flow sound, here and now? Its own tests, and the linter with what this portal holds."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.organisation import Organisation
from portal.knowledge.models import Article, Translation
from portal.remedies.catalogue import catalogue
from portal.troubleshooter.flow_tests import FlowTestResult, run_tests
from portal.troubleshooter.flows import flow_of, parsed, published_flows
from portal.troubleshooter.lint_calls import calls_of
from portal.troubleshooter.lint_subject import World
from portal.troubleshooter.linting import lint_parsed
from portal.troubleshooter.models import FlowRecord, FlowVersion
from portal.troubleshooter.parsing import ParsedFlow, read_flow
from portal.troubleshooter.problems import Problem
from portal.troubleshooter.queries import flow_records


def walked_tests(session: Session, version: FlowVersion) -> tuple[FlowTestResult, ...]:
    """The tests that stand in the flow's file, walked."""
    called = {other.id: other for other in published_flows(session)}
    return run_tests(flow_of(version), called)


def problems(
    session: Session, version: FlowVersion, organisation: Organisation, today: date
) -> tuple[Problem, ...]:
    """What the linter finds, with the articles, teams and flows of this portal."""
    return problems_in(session, version.source, organisation, today)


def problems_in(
    session: Session,
    source: str,
    organisation: Organisation,
    today: date,
    running: FlowVersion | None = None,
) -> tuple[Problem, ...]:
    """The same of a text that is being written; `running` is the version that it is to follow."""
    return _linted(
        source,
        frozenset(_articles(session).items()),
        frozenset(team.key for team in organisation.teams),
        frozenset(session.scalars(select(FlowRecord.key))),
        frozenset(
            (record.key, record.current.source)
            for record in flow_records(session)
            if record.current is not None
        ),
        today,
        running.source if running is not None else None,
    )


@lru_cache(maxsize=32)
def read_text(source: str) -> ParsedFlow:
    """As much of a flow's text as can be read; a text that is looked at from several sides is
    read once."""
    return read_flow(source, catalogue=catalogue())


@lru_cache(maxsize=64)
def _linted(
    source: str,
    articles: frozenset[tuple[str, bool]],
    queues: frozenset[str],
    flows: frozenset[str],
    sources: frozenset[tuple[str, str]],
    today: date,
    running: str | None,
) -> tuple[Problem, ...]:
    called = {key: parsed(other) for key, other in sources}
    calls = {key: calls_of(flow) for key, flow in called.items()}
    world = World(catalogue(), dict(articles), queues, flows, today, calls, called)
    old = parsed(running) if running is not None else None
    return lint_parsed(read_text(source), source, world, old=old)


def _articles(session: Session) -> Mapping[str, bool]:
    """Keys of all articles, and whether nobody can read it."""
    readable = func.count(Translation.published_id)
    query = (
        select(Article.key, readable)
        .join(Translation, Translation.article_id == Article.id)
        .group_by(Article.key)
    )
    return {key: count == 0 for key, count in session.execute(query)}
