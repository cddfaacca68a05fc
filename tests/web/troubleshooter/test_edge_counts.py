"""Along which edges runs went: counted by the worker, right after every change."""

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.core.jobs import Job
from portal.journeys.models import Journey
from portal.journeys.operations import begin_journey, new_token
from portal.troubleshooter.edge_count_job import schedule_edge_counting
from portal.troubleshooter.edge_counts import edge_counts
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.models import CountedRun, EdgeCount, FlowRecord
from portal.troubleshooter.operations import start_run
from portal.troubleshooter.position import Walked
from tests.web.running_flows import SOURCE, publish_flow
from tests.web.troubleshooter.conftest import address, begin, outcome, reply

WAY_IN = Walked("", "", "receiving")


@pytest.fixture
def count(app, changing, clock, worker):
    """Let the worker count, and read what it says of the sample flow."""

    def act() -> Traffic:
        with changing() as session:
            schedule_edge_counting(session, now=clock())
        clock.advance(minutes=5)
        worker.run_all()
        with app.app_context():
            mine = (Job.kind == "count_edges", Job.done_at.is_(None))
            [waiting] = db.session.scalars(select(Job).where(*mine))
            assert waiting.run_at > clock(), "what is done does not run again"
            record = db.session.scalars(
                select(FlowRecord).where(FlowRecord.key == "cannot-send")
            ).one()
            assert record.current is not None
            flows = {record.id: flow_of(record.current)}
            return edge_counts(db.session, flows, now=clock())[record.id]

    return act


def shown(counts: Traffic) -> dict[tuple[str, str, str], int]:
    return {tuple(edge): runs for edge, runs in counts.runs.items() if runs}


def test_noise_without_runs_there_is_nothing(flow, count):
    assert shown(count()) == {}


def test_each_edge_of_a_run_counts_once(pages, flow, count):
    outcome(pages, reply(pages, begin(pages), "yes"), "worse")

    counts = count()

    assert shown(counts) == {
        ("", "", "receiving"): 1,
        ("receiving", "yes", "password"): 1,
        ("password", "worse", "person"): 1,
    }
    assert (counts.begun, counts.ended(flow, "escalate"), counts.ended(flow, "solved")) == (1, 1, 0)


def test_counting_again_changes_nothing(pages, flow, count):
    reply(pages, begin(pages), "yes")
    assert shown(count()) == shown(count()) == shown(count())


def test_a_changed_answer_takes_its_edges_out_again(pages, flow, count):
    first = begin(pages)
    reply(pages, first, "yes")
    assert ("receiving", "yes", "password") in shown(count())

    reply(pages, pages.get(f"{address(first)}/receiving"), "no")

    edges = shown(count())
    assert ("receiving", "yes", "password") not in edges
    assert [edge for edge in edges if edge[0] == "receiving"] == [
        edge for edge in edges if edge[:2] == ("receiving", "no")
    ]
    assert edges["", "", "receiving"] == 1


def test_what_was_counted_stays_when_the_journey_is_erased(pages, changing, flow, count):
    reply(pages, begin(pages), "yes")
    before = shown(count())

    pages.press(pages.get("/de/journey/deletions"), "Alles löschen")

    assert shown(count()) == before
    with changing() as session:
        assert session.scalars(select(CountedRun)).all() == []


def test_a_run_that_goes_on_in_a_newer_version_is_counted_where_it_is_now(
    pages, changing, clock, flow, count
):
    page = reply(pages, begin(pages), "yes")
    count()
    renamed = SOURCE.replace("  password:\n", "  secret:\n    renamed_from: password\n")
    renamed = renamed.replace("next: password", "next: secret")
    renamed = renamed.replace("no_change: password", "no_change: secret")
    with changing() as session:
        publish_flow(session, now=clock(), source=renamed)

    assert shown(count())["receiving", "yes", "secret"] == 1  # read under today's name

    outcome(pages, pages.get(page.url.replace("password", "secret"), follow=True), "worse")
    edges = shown(count())
    assert edges["receiving", "yes", "secret"] == 1
    assert edges["secret", "worse", "person"] == 1


def test_more_runs_than_fit_in_a_slice(changing, clock, flow, count):
    with changing() as session:
        version = publish_flow(session, now=clock())
        for _ in range(430):
            journey = begin_journey(session, new_token(), locale="de", now=clock())
            start_run(session, journey, version, locale="de", secret_key="x", now=clock())
    assert shown(count()) == {("", "", "receiving"): 430}


def test_runs_of_earlier_weeks_than_are_shown_do_not_show(pages, changing, clock, flow, count):
    begin(pages)
    assert count().begun == 1
    clock.advance(days=7 * 14)
    assert count().begun == 0
    with changing() as session:
        assert session.scalars(select(EdgeCount.runs)).all() == [1]


def test_the_page_takes_as_many_rows_with_many_runs_as_with_few(changing, clock, flow, count):
    with changing() as session:
        version = publish_flow(session, now=clock())
        for _ in range(50):
            journey = begin_journey(session, new_token(), locale="de", now=clock())
            start_run(session, journey, version, locale="de", secret_key="x", now=clock())
    count()
    with changing() as session:
        assert len(session.scalars(select(EdgeCount)).all()) == 1
        assert len(session.scalars(select(Journey)).all()) >= 50
