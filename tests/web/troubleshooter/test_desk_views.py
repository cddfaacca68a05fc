"""The agents' pages of flows."""

import pytest

from portal.troubleshooter.edge_count_job import schedule_edge_counting
from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient
from tests.web.page_invariants import words
from tests.web.running_flows import SOURCE, publish_flow
from tests.web.troubleshooter.conftest import begin, outcome, reply


@pytest.fixture
def reviewer(app, flow):
    return PageClient(as_role(app, Role.REVIEWER))


@pytest.fixture
def agent(app, flow):
    return PageClient(as_role(app, Role.AGENT))


def test_the_list_says_what_state_each_flow_is_in(agent):
    page = agent.get("/agent/flows")

    [row] = [r for r in page.all("tr") if "Senden klappt nicht" in words(r)]
    assert "veröffentlicht" in words(row)
    assert page.links()["Senden klappt nicht"] == "/agent/flows/cannot-send"


@pytest.fixture
def count(changing, clock, worker):
    """Let the worker count along which edges runs went."""

    def act() -> None:
        with changing() as session:
            schedule_edge_counting(session, now=clock())
        worker.run_all()

    return act


def test_the_page_counts_runs_and_how_they_ended(pages, agent, count):
    outcome(pages, reply(pages, begin(pages), "yes"), "worse")
    count()

    numbers = words(agent.get("/agent/flows/cannot-send").one("dl", class_="flow-numbers"))
    assert numbers.startswith("Begonnen1 Gelöst0 An einen Menschen1")


def test_the_page_shows_the_flow_as_a_picture_and_as_text(agent):
    page = agent.get("/agent/flows/cannot-send")

    assert 'data-step="password"' in page.body
    assert "Tragen Sie das Passwort neu ein [password]" in words(page.one("pre"))


def test_picture_and_text_say_how_many_runs_went_each_way(pages, agent, count):
    page = agent.get("/agent/flows/cannot-send")
    assert "hat niemand begonnen" in page.text
    assert "Durchläufe:" not in words(page.one("pre"))
    outcome(pages, reply(pages, begin(pages), "yes"), "worse")
    count()

    page = agent.get("/agent/flows/cannot-send")

    text, drawn = words(page.one("pre")), words(page.one("div", class_="flow-canvas"))
    assert "so viele Durchläufe nahmen seit dem" in page.text
    assert "Ja, sie kommen an → 2 password (Durchläufe: 1)" in text
    assert "schlechter geworden → 7 person (Durchläufe: 1)" in text
    assert "Nein, auch das nicht → 3 router (Durchläufe: 0)" in text
    assert "Ja, sie kommen an · 1" in drawn
    assert "Nein, auch das nicht · 0" in drawn


def test_the_editor_draws_them_too(pages, reviewer, count):
    reply(pages, begin(pages), "yes")
    count()

    page = reviewer.get("/agent/flows/cannot-send/draft")

    assert "Ja, sie kommen an → 2 password (Durchläufe: 1)" in words(page.one("pre"))
    assert "so viele Durchläufe nahmen seit dem" in page.text


def test_the_page_says_what_is_to_be_mended(agent):
    page = agent.get("/agent/flows/cannot-send")
    assert "F24" in page.text  # the sample has no tests of its own


def test_a_test_that_fails_is_said_first(agent, changing, clock):
    wrong = (
        "tests:\n  - name: wrong\n    answers: {receiving: 'no'}\n"
        "    expect: {path: [receiving, password]}\n"
    )
    with changing() as session:
        publish_flow(session, now=clock(), source=SOURCE + wrong)

    page = agent.get("/agent/flows/cannot-send")

    assert "einer von 1 schlägt fehl" in page.text
    assert "Test „wrong“" in page.text


def test_a_reviewer_withdraws_and_publishes(pages, reviewer):
    page = reviewer.press(reviewer.get("/agent/flows/cannot-send"), "Zurückziehen")
    assert "archiviert" in page.text
    pages.get("/de/flows/cannot-send", status=404)

    page = reviewer.press(page, "Veröffentlichen")

    assert "veröffentlicht" in page.text
    assert pages.get(page.links()["Als Kunde ansehen"]).h1 == "Senden klappt nicht"


def test_an_agent_sees_no_button_for_it(agent):
    page = agent.get("/agent/flows/cannot-send")
    buttons = {words(button) for button in page.one("main").iter("button")}
    assert buttons == {"Mit einem Anrufer durchgehen"}


def test_a_flow_that_does_not_exist_is_not_found(agent):
    agent.get("/agent/flows/nothing", status=404)
    agent.get("/agent/flows/<script>", status=404)


def test_a_hostile_flow_stays_text_for_agents_and_customers(agent, pages, changing, clock):
    attack = "</title></svg><script>alert(1)</script>'&\" {{ 7 * 7 }}"
    quoted = "'" + attack.replace("'", "''") + "'"
    source = SOURCE.replace('de: "Senden klappt nicht"', f"de: {quoted}")
    source = source.replace('de: "Ja, sie kommen an"', f"de: {quoted}")
    with changing() as session:
        publish_flow(session, now=clock(), source=source)

    desk, first = agent.get("/agent/flows/cannot-send"), begin(pages)

    assert words(desk.one("h1")) == attack
    assert attack in words(desk.one("div", class_="flow-canvas"))
    assert attack in first.text
    for page in (desk, first, agent.get("/agent/flows"), pages.get("/de/flows/cannot-send")):
        assert all(script.get("src") for script in page.all("script"))
        assert "alert(1)</script>" not in page.body
