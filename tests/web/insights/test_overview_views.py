"""What customers looked for: figures, gaps, and the ways from a gap to its end."""

from datetime import UTC, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.knowledge.search_models import QueryDay
from portal.web.access import Role

PAGE = "/agent/search"


@pytest.fixture
def asked(changing, clock):
    """`asked("wlan", searches=5, empty=5)` puts a row into the log, for today if not said
    otherwise."""

    def put(query, *, locale="de", days_ago=0, searches=3, empty=0, opened=0, solved=0):
        day = (clock() - timedelta(days=days_ago)).astimezone(UTC).date()
        with changing() as session:
            session.add(
                QueryDay(
                    day=day,
                    locale=locale,
                    query=query,
                    journeys=searches,
                    searches=searches,
                    empty=empty,
                    opened=opened,
                    solved=solved,
                )
            )

    return put


def headings(page, section):
    """The groups that a section lists."""
    found = page.one("section", aria_labelledby=section)
    return ["".join(h.itertext()) for h in found.iter("h3")]


def test_before_anybody_searched_the_page_says_what_will_stand_there(agent):
    page = agent.get(PAGE)
    assert "Nobody has searched in this period yet." in page.text
    assert page.all("svg", class_="chart") == []


def test_the_figures_count_everything_also_what_is_not_shown(agent, asked):
    asked("wlan", searches=6, opened=3, solved=1)
    asked("esim", searches=2, empty=2)
    asked("", searches=2)
    page = agent.get(f"{PAGE}?days=7")
    values = [f.text for f in page.all("strong")[:4]]
    assert values == ["10", "20%", "30%", "10%"]
    assert "2 (20%)" in page.text


def test_the_period_before_stands_beside(agent, asked):
    asked("wlan", searches=8)
    asked("wlan", searches=4, days_ago=7)
    asked("wlan", searches=90, days_ago=14)  # noise
    assert "8 before: 4" in agent.get(f"{PAGE}?days=7").text
    assert "before" not in agent.get(f"{PAGE}?days=90").text


def test_what_finds_nothing_and_what_nobody_opens_stand_apart(agent, asked):
    asked("esim", searches=5, empty=5)
    asked("umzug", searches=5)
    asked("wlan", searches=5, opened=4)  # noise
    asked("fax", searches=9, empty=1, opened=8)
    asked("", searches=50, empty=50)
    page = agent.get(PAGE)
    assert headings(page, "empty") == ["esim"]
    assert headings(page, "unopened") == ["umzug"]
    assert "5 times without a hit" in page.text
    assert "5 times nothing opened" in page.text


def test_without_a_model_the_same_words_stand_together_and_the_page_says_so(agent, asked):
    asked("drucker offline", searches=9, empty=9)
    asked("esim langsam", searches=6, empty=6)
    asked("langsame esim", searches=4, empty=4)
    page = agent.get(PAGE)
    assert headings(page, "empty") == ["esim langsam", "drucker offline"]
    assert "also: langsame esim" in page.text
    assert "The model is not there at the moment" in page.text


def test_days_and_languages_narrow_the_page(agent, asked):
    asked("esim", searches=5, empty=5, days_ago=20)
    asked("fax", searches=5, empty=5, locale="en")
    assert headings(agent.get(f"{PAGE}?days=7"), "empty") == ["fax"]
    assert headings(agent.get(f"{PAGE}?language=de"), "empty") == ["esim"]
    assert headings(agent.get(f"{PAGE}?days=30"), "empty") == ["esim", "fax"]
    assert headings(agent.get(f"{PAGE}?days=1%27--&language=xx"), "empty") == ["esim", "fax"]


def test_a_gap_leads_to_a_new_article_a_synonym_and_the_customers_view(reviewer, asked):
    asked("esim einrichten", searches=5, empty=5)
    links = reviewer.get(PAGE).links()
    article = reviewer.get(links["Write an article: esim einrichten"])
    assert article.one("input", name="title").get("value") == "Esim einrichten"
    assert article.one("option", selected="", value="de") is not None
    synonym = reviewer.get(links["Add a synonym: esim einrichten"])
    assert synonym.one("textarea", name="words").text.strip() == "esim einrichten"
    customers = urlsplit(links["See the hits: esim einrichten"])
    assert customers.path == "/de/search"
    assert parse_qs(customers.query) == {"q": ["esim einrichten"]}


def test_each_role_sees_the_acts_it_may_do(browser_of, asked):
    asked("esim", searches=5, empty=5)
    for role in Role:
        links = browser_of(role).get(PAGE).links()
        assert "Write an article: esim" in links
        steers = role in {Role.REVIEWER, Role.LEAD, Role.ADMIN}
        assert ("Add a synonym: esim" in links) == steers


HOSTILE = (
    '"><script>alert(1)</script>',
    "=cmd|' /c calc'!a0",
    "{{ 7 * 7 }} %(num)s",
    "x" * 200,
    "'); drop table query_day; --",
    "\u202eesim 😀 ا",
)


@pytest.mark.parametrize("query", HOSTILE)
def test_what_customers_typed_stays_text_r8(reviewer, asked, query):
    asked(query, searches=5, empty=5)
    page = reviewer.get(PAGE)
    assert headings(page, "empty") == [query]
    assert query in reviewer.get(page.links()[f"Add a synonym: {query}"]).one("textarea").text
    reviewer.get(page.links()[f"Write an article: {query}"])


def test_many_gaps_show_the_largest_twenty(agent, asked):
    for number in range(25):
        asked(f"frage{number:02}", searches=5 + number, empty=5 + number)
    page = agent.get(PAGE)
    assert len(headings(page, "empty")) == 20
    assert headings(page, "empty")[0] == "frage24"
    assert "5 smaller groups are not shown." in page.text
