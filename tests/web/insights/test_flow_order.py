"""Proposals for the order of a flow's remedies: from figures to a draft, and never further."""

import pytest

from portal.troubleshooter.models import FlowRecord, RemedyTime
from portal.web.access import Role
from tests.web.content import NOW, as_role
from tests.web.insights.trying import SOURCE, publish_chain, try_in_runs
from tests.web.page_client import PageClient
from tests.web.page_invariants import words

FLOW = "/agent/flows/no-signal"
ORDER = f"{FLOW}/order"
CHOICE = {"first": "cables", "version": "1"}


@pytest.fixture
def agent(app):
    return PageClient(as_role(app, Role.AGENT))


@pytest.fixture
def flow(changing):
    with changing() as session:
        return publish_chain(session)


@pytest.fixture
def tried(changing, flow):
    """Cables hardly ever, the filter never, the router often."""
    with changing() as session:
        try_in_runs(session, flow, "router.check_cables", solved=1, no_change=59)
        try_in_runs(session, flow, "signal.new_filter", no_change=40, could_not=10)
        try_in_runs(session, flow, "router.restart", solved=40, no_change=5)


def source(page):
    return page.one("textarea").text or ""


def test_the_flow_s_page_leads_to_its_proposals(agent, tried):
    page = agent.get(agent.get(FLOW).links()["1 Vorschlag zur Reihenfolge"])
    assert page.url == ORDER
    assert [words(h2) for h2 in page.all("h2")] == ["„Router neu starten“ sollte früher kommen"]


def test_a_proposal_shows_its_figures_and_what_it_saves(agent, tried):
    page = agent.get(ORDER)

    assert "spart im Schnitt" in page.text
    rows = [[words(cell) for cell in row] for row in page.all("tbody")[0].iter("tr")]
    assert [row[:5] for row in rows] == [
        ["1", "Router neu starten", "3", "45", "40 (89 %)"],
        ["2", "Kabel prüfen", "1", "60", "1 (2 %)"],
        ["3", "Filter tauschen", "2", "50", "0 (0 %)"],
    ]
    assert page.links()["Router neu starten"] == "/agent/remedies/router.restart"


def test_measured_minutes_are_what_counts(agent, changing, tried):
    with changing() as session:
        row = RemedyTime(remedy="router.restart", timed=50, median_seconds=7200, updated_at=NOW)
        session.add(row)
    assert "Es gibt keinen Vorschlag" in agent.get(ORDER).text


def test_it_names_the_tests_that_expect_the_order_there_was(agent, tried):
    page = agent.get(ORDER)
    assert "3 Tests des Lösungswegs erwarten die heutige Reihenfolge" in page.text
    assert "the filter helps" in page.text


def test_a_draft_begins_with_the_text_and_nothing_is_published(agent, changing, tried):
    draft = agent.press(agent.get(ORDER), "Entwurf damit beginnen")

    before, after = SOURCE.splitlines(), source(draft).strip().splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        "start: restart",
        "    next: {solved: done, no_change: person, worse: person, could_not: person}",
        "    next: {solved: done, no_change: cables, worse: person, could_not: cables}",
    ]
    with changing() as session:
        assert session.query(FlowRecord).one().current.source == SOURCE


def test_pressed_twice_it_is_one_draft(agent, tried):
    for _ in range(2):
        page = agent.post(f"{ORDER}/drafts", CHOICE, follow=True, status=200)
        assert page.url == f"{FLOW}/draft"


def test_a_draft_that_somebody_writes_is_not_written_over(agent, tried):
    draft = {"source": SOURCE + "# mine\n", "base": "0"}
    agent.post(f"{FLOW}/draft", draft, follow=True, status=200)

    page = agent.get(ORDER)
    assert "wird gerade geschrieben" in page.text
    assert "Entwurf damit beginnen" not in page.text
    agent.post(f"{ORDER}/drafts", CHOICE, status=409)
    assert "# mine" in source(agent.get(f"{FLOW}/draft"))


@pytest.mark.parametrize("choice", [{"version": "2"}, {"first": "filter"}, {"version": "x"}])
def test_a_proposal_that_does_not_stand_begins_nothing(agent, tried, choice):
    page = agent.post(f"{ORDER}/drafts", CHOICE | choice, status=409)
    assert "gilt nicht mehr" in page.text
    assert page.all("form")  # the proposals that do


@pytest.mark.parametrize("how", [{"moved": True}, {"before": True}])
def test_what_says_nothing_of_this_order_does_not_count(agent, changing, flow, how):
    with changing() as session:
        try_in_runs(session, flow, "router.check_cables", no_change=60, **how)
        try_in_runs(session, flow, "signal.new_filter", no_change=50, **how)
        try_in_runs(session, flow, "router.restart", solved=40, **how)
    assert "Es gibt keinen Vorschlag" in agent.get(ORDER).text


def test_another_order_begins_counting_anew_and_other_changes_do_not(agent, changing, tried):
    with changing() as session:
        publish_chain(session, SOURCE.replace("Ein Kabel löst sich leicht.", "Oft ist es lose."))
    assert "1 Vorschlag" in agent.get(FLOW).text

    turned = SOURCE.replace("do: router.check_cables", "do: x").replace(
        "do: router.restart", "do: router.check_cables"
    )
    with changing() as session:
        publish_chain(session, turned.replace("do: x", "do: router.restart"))

    assert "Vorschlag zur Reihenfolge" not in agent.get(FLOW).text


def test_without_runs_there_is_no_proposal(agent, flow):
    assert "Es gibt keinen Vorschlag" in agent.get(ORDER).text
    assert "Vorschlag zur Reihenfolge" not in agent.get(FLOW).text


def test_a_flow_that_is_none_has_no_order(agent):
    agent.get("/agent/flows/nothing/order", status=404)
    agent.post("/agent/flows/nothing/order/drafts", CHOICE, status=404)
