"""The list of all articles."""

from datetime import timedelta

import pytest

from tests.web.conftest import Change
from tests.web.content import NOW, write
from tests.web.page_client import PageClient


@pytest.fixture(autouse=True)
def shelf(changing: Change) -> None:
    with changing() as session:
        write(session, "mail", "Senden klappt nicht", now=NOW - timedelta(days=2))
        late = write(session, "mail", "Sending fails", locale="en", published=False)
        late.outdated = True
        write(session, "wifi", "Überall langsames WLAN", topic="internet", published=False)
        write(session, "quota", "100 % belegt_es Postfach", now=NOW - timedelta(days=1))


def titles(agent: PageClient, query: str = "") -> list[str]:
    page = agent.get(f"/agent/articles{query}")
    return ["".join(row.itertext()) for row in page.all("a") if "data-row" in row.attrib]


def test_shows_articles_once_with_the_newest_change_first(agent: PageClient):
    assert titles(agent) == ["Sending fails", "Überall langsames WLAN", "100 % belegt_es Postfach"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=draft", ["Sending fails", "Überall langsames WLAN"]),
        ("?state=outdated", ["Sending fails"]),
        ("?state=archived", []),
        ("?language=en", ["Sending fails"]),
        ("?state=draft&language=de", ["Überall langsames WLAN"]),
        ("?topic=internet", ["Überall langsames WLAN"]),
        ("?q=KLAPPT", ["Sending fails"]),
        ("?q=quota", ["100 % belegt_es Postfach"]),
        ("?q=überall", ["Überall langsames WLAN"]),
        ("?q=nirgends", []),
        ("?state=%27%20OR%201=1--&topic=x", "all"),
    ],
)
def test_filters_narrow_the_list(agent: PageClient, query, found):
    expected = titles(agent) if found == "all" else found
    assert titles(agent, query) == expected


@pytest.mark.parametrize(("wildcard", "found"), [("%25", 1), ("_", 1), ("%25%25", 0), ("\\", 0)])
def test_v2_wildcards_in_the_words_are_letters(agent: PageClient, wildcard, found):
    assert len(titles(agent, f"?q={wildcard}")) == found


def test_counts_say_what_each_state_would_show(agent: PageClient):
    text = agent.get("/agent/articles?language=de").text
    for words in ("All articles3", "Draft1", "Published2", "Outdated0"):
        assert words in text
    assert "Outdated1" in agent.get("/agent/articles").text


def test_fifty_articles_stand_on_a_page(agent: PageClient, changing: Change):
    with changing() as session:
        for number in range(48):
            write(session, f"more-{number}", f"Mehr {number}", published=False)
    page = agent.get("/agent/articles")
    assert len(titles(agent)) == 50
    assert "1 to 50 of 51" in page.text
    assert len(titles(agent, page.links()["Next page"].removeprefix("/agent/articles"))) == 1
    assert titles(agent, "?page=99999999999") == []
    assert len(titles(agent, "?page=-3")) == 50


def test_a_10_kb_search_is_no_error(agent: PageClient):
    assert titles(agent, "?q=" + "a" * 10_000) == []
