"""The catalogue of remedies for agents: what each is, where it is used, and what came of it."""

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.models import RemedyTime
from portal.web.access import Role
from tests.web.content import NOW, as_role, write
from tests.web.insights.trying import attempted, journey_of, publish_chain, try_in_runs
from tests.web.page_client import PageClient
from tests.web.page_invariants import words

REMEDIES = "/agent/remedies"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def agent(app):
    return PageClient(as_role(app, Role.AGENT))


@pytest.fixture
def used(changing):
    """A flow and articles with remedies, and one article without."""
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", body="Die Rechnung.\n")
        write(session, "wifi", "WLAN ist langsam")
        write(session, "wifi", "Wi-Fi is slow", locale="en")
        write(session, "written", "Noch in Arbeit", published=False)
        return publish_chain(session)


def rows(page):
    """The cells of each row by the id of the remedy."""
    found = {}
    for row in page.one("tbody").iter("tr"):
        cells = [words(cell) for cell in row]
        found[cells[1]] = cells
    return found


def titles(page):
    return [words(row.find("th")) for row in page.one("tbody").iter("tr")]


def test_every_remedy_of_the_catalogue_and_of_flows_has_a_line(agent, used):
    page = agent.get(REMEDIES)
    assert set(rows(page)) == {*catalogue(), "signal.new_filter"}
    assert rows(page)["signal.new_filter"][0] == "Filter tauschen eines Lösungswegs"


def test_a_line_says_where_the_remedy_is_used(agent, used):
    found = rows(agent.get(REMEDIES))
    assert found["router.restart"][2] == "1 Lösungsweg, 1 Artikel"
    assert found["signal.new_filter"][2] == "1 Lösungsweg"
    assert found["phone.restart_base"][2] == "nirgends"


def test_it_counts_what_stands_and_of_few_cases_no_percentage(agent, changing, used):
    with changing() as session:
        try_in_runs(session, used, "router.restart", solved=1, no_change=1)
        try_in_runs(session, used, "router.check_cables", solved=4, no_change=5, could_not=2)
        try_in_runs(session, used, "router.check_cables", worse=1, unknown=3)
        visitor = journey_of(session)
        attempted(session, visitor, "router.check_cables", "no_change", superseded=True)
        attempted(session, visitor, "router.check_cables", "no_change", before=True)

    found = rows(agent.get(REMEDIES))

    assert found["router.restart"][3:7] == ["2", "1 von 2", "0", "0"]
    assert found["router.check_cables"][3:7] == ["16", "4 von 12 (33 %)", "1", "2"]
    assert found["phone.restart_base"][3:7] == ["–", "–", "–", "–"]


def test_measured_minutes_need_enough_customers(agent, changing, used):
    with changing() as session:
        for remedy, timed in (("router.restart", 40), ("router.check_cables", 3)):
            session.add(RemedyTime(remedy=remedy, timed=timed, median_seconds=450, updated_at=NOW))

    found = rows(agent.get(REMEDIES))

    assert found["router.restart"][7].endswith("gemessen 7,5")
    assert "gemessen" not in found["router.check_cables"][7]
    assert "Median von 40" in agent.get(f"{REMEDIES}/router.restart").text


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("FILTER tausch", "signal.new_filter"),
        ("splitter gewechselt", "signal.new_filter"),
        ("changed the splitter", "signal.new_filter"),
        ("signal.new", "signal.new_filter"),
    ],
)
def test_a_text_is_looked_for_in_titles_ids_and_other_names(agent, used, text, id_):
    assert set(rows(agent.get(f"{REMEDIES}?q={text}"))) == {id_}


def test_what_nothing_fits_says_so(agent, used):
    page = agent.get(f"{REMEDIES}?q=<b>Quantenphysik")
    assert "Keine Maßnahme passt zu „<b>Quantenphysik“" in page.text


def test_few_cases_do_not_lead_the_list_of_what_helped_most(agent, changing, used):
    with changing() as session:
        try_in_runs(session, used, "signal.new_filter", solved=2)
        try_in_runs(session, used, "router.restart", solved=20, no_change=5)

    found = list(rows(agent.get(f"{REMEDIES}?sort=helped")))

    assert found[:2] == ["router.restart", "signal.new_filter"]
    assert next(iter(rows(agent.get(f"{REMEDIES}?sort=tried")))) == "router.restart"


def test_the_list_is_in_order_of_its_titles_in_both_languages(app, agent, used):
    english = PageClient(as_role(app, Role.AGENT, "en"))
    for browser in (agent, english):
        found = [title.casefold() for title in titles(browser.get(f"{REMEDIES}?sort=nonsense"))]
        assert found == sorted(found)


def test_one_remedy_is_shown_with_all_its_outcomes(agent, changing, used):
    with changing() as session:
        try_in_runs(session, used, "router.restart", solved=12, no_change=8)
        try_in_runs(session, used, "router.restart", before=True, no_change=10)

    page = agent.get(agent.get(REMEDIES).links()["Router neu starten"])

    assert "12 von 20 (60 %)" in page.text
    table = [[words(cell) for cell in row] for row in page.one("tbody").iter("tr")]
    assert [cells[2:] for cells in table] == [
        ["12", "0"], ["8", "10"], ["0", "0"], ["0", "0"], ["0", "0"],
    ]  # fmt: skip
    bars = [bar for bar in page.tree.iter(f"{SVG}rect") if bar.get("class") == "chart-bar"]
    assert [float(bar.get("width")) for bar in bars] == [66.67, 44.44, 0, 0, 0]


def test_one_remedy_says_where_it_is_used(agent, used):
    page = agent.get(f"{REMEDIES}/router.restart")

    assert page.links()["Kein Signal"] == "/agent/flows/no-signal"
    assert page.links()["WLAN ist langsam"].endswith("#router-neu-starten")
    assert agent.get(page.links()["WLAN ist langsam"].partition("#")[0]).h1 == "WLAN ist langsam"
    assert "Wi-Fi is slow" in page.links()
    assert "Noch in Arbeit" not in page.text


def test_what_customers_wrote_is_shown_nowhere(agent, changing, used):
    with changing() as session:
        try_in_runs(session, used, "router.restart", solved=1)
    assert "0151" not in agent.get(f"{REMEDIES}/router.restart").text


def test_what_nothing_describes_any_more_still_counts(agent, changing, used):
    with changing() as session:
        attempted(session, journey_of(session), "modem.dial_in", "solved")

    assert rows(agent.get(REMEDIES))["modem.dial_in"][3] == "1"
    assert "Was versucht wurde, zählt weiter" in agent.get(f"{REMEDIES}/modem.dial_in").text


def test_what_never_was_is_not_found(agent, used):
    agent.get(f"{REMEDIES}/no.such", status=404)


def test_the_list_of_flows_leads_there(agent, used):
    page = agent.get(agent.get("/agent/flows").links()["Maßnahmen"])
    assert page.h1 == "Maßnahmen"
    current = [words(link) for link in page.all("a") if link.get("aria-current") == "page"]
    assert "Lösungswege" in current
