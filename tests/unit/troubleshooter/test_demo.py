"""Customers of the demo: some who were helped, some who were not, always the same."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.core.db import engine_options, transaction
from portal.knowledge.prior import learnt_prior
from portal.remedies.models import Attempt
from portal.troubleshooter.demo import TOLD, add_demo_runs
from portal.troubleshooter.flows import LIBRARY, flow_of, sync_flows
from portal.troubleshooter.models import FlowRecord, Run
from portal.troubleshooter.queries import standing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def demo(database_url):
    engine = create_engine(**engine_options(database_url))
    with Session(engine) as session, transaction(session):
        sync_flows(session, LIBRARY, now=NOW)
        add_demo_runs(session, now=NOW)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_noise_what_is_told_of_exists(demo):
    for told in TOLD:
        record = demo.scalars(select(FlowRecord).where(FlowRecord.key == told.key)).one()
        assert set(told.helps) <= set(flow_of(record.current).steps)


def test_some_are_helped_and_some_go_to_a_person(demo):
    endings = dict(demo.execute(select(Run.ending, func.count()).group_by(Run.ending)).all())
    assert sum(endings.values()) == sum(told.runs for told in TOLD)
    assert min(endings["solved"], endings["escalate"], endings[None]) > 20
    assert demo.scalar(select(func.max(Attempt.at))) < NOW


def test_the_order_of_search_results_is_not_moved(demo):
    assert learnt_prior(demo, now=NOW) == {}


def test_each_run_stands_where_it_says(demo):
    for run in demo.scalars(select(Run).where(Run.id % 7 == 0)):
        end = standing(demo, run, now=NOW).way.here.end
        assert (end.kind if end else None) == run.ending
