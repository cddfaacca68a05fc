"""Why these hits: what agents see of it, and that it is what customers find."""

import pytest

from portal.knowledge.publication_operations import withdraw
from portal.knowledge.search_models import ArticlePrior, SynonymGroup
from portal.web.access import Role
from tests.web.content import NOW, as_role, write
from tests.web.page_client import PageClient
from tests.web.page_invariants import words

RANKING = "/agent/search/ranking"


@pytest.fixture
def agent(app):
    return PageClient(as_role(app, Role.AGENT))


@pytest.fixture
def texts(changing, worker):
    """Three articles with the word, one without, one that customers may not read."""
    with changing() as session:
        written = {
            "noise": write(session, "noise", "Rechnung verstehen", body="Die Rechnung.\n"),
            "mail": write(session, "mail", "Postausgang prüfen"),
            "other": write(session, "other", "Outlook", body="Der Postausgang.\n"),
            "english": write(session, "english", "Slow", locale="en", body="Postausgang.\n"),
            "internal": write(session, "in", "Nur für uns: Postausgang", visibility="internal"),
        }
    worker.run_all()
    return written


def ranking(browser, query="Postausgang", lang="de"):
    return browser.get(f"{RANKING}?q={query}&lang={lang}")


def titles(page):
    return [words(h2) for article in page.all("article") for h2 in article.iter("h2")]


def test_the_hits_are_those_of_a_customer_in_the_same_order(agent, pages, texts):
    found = pages.get("/de/search?q=Postausgang")
    customers = [words(h2) for article in found.all("article") for h2 in article.iter("h2")]

    shown = titles(ranking(agent))

    assert shown == customers
    assert set(shown) == {"Postausgang prüfen", "Outlook", "Slow"}


def test_each_hit_says_which_words_stand_where(agent, texts):
    text = ranking(agent).text
    assert "im Titel" in text
    assert "im Text" in text
    assert "nur nach den Wörtern gefunden" in text  # the model is away


def test_a_word_that_was_not_typed_is_said_to_be_another(agent, changing, texts):
    with changing() as session:
        session.add(SynonymGroup(locale="de", words=["Versand", "Postausgang"], updated_at=NOW))

    page = ranking(agent, "Versand")

    assert "Postausgang prüfen" in titles(page)
    assert "nicht so eingegeben" in page.text


def test_what_helped_is_said_with_its_counts(agent, changing, texts):
    with changing() as session:
        counts = {"opened": 12, "helped": 4, "not_helped": 1, "solved": 3}
        article = texts["mail"].article_id
        session.add(ArticlePrior(article_id=article, value=0.81, updated_at=NOW, **counts))

    text = ranking(agent).text

    assert "12-mal nach einer Suche geöffnet, 3 Probleme gelöst" in text
    assert "4 Stimmen für „hat geholfen“, eine Stimme für „hat nicht geholfen“" in text
    assert "81 von 100" in text


def test_what_customers_may_not_read_is_listed_below_and_is_no_hit(agent, texts):
    page = ranking(agent)
    assert "Nur für uns: Postausgang" not in titles(page)
    assert "Wäre ein Treffer, ist aber nicht für Kundinnen und Kunden bestimmt" in page.text


def test_a_text_that_was_withdrawn_since_is_no_hit(agent, changing, texts):
    with changing() as session:
        withdraw(session, session.merge(texts["mail"]), actor_id=None, now=NOW)

    page = ranking(agent)

    assert "Postausgang prüfen" not in titles(page)
    assert "der Index vergisst" in page.text


def test_a_hit_in_the_other_language_is_marked(agent, texts):
    foreign = next(h2 for h2 in ranking(agent).all("h2") if words(h2) == "Slow")
    assert foreign.get("lang") == "en"


def test_a_hit_leads_to_how_its_article_is_found(agent, texts):
    links = ranking(agent).links()
    page = agent.get(links["Wie er gefunden wird: Postausgang prüfen"])
    assert page.h1 == "Postausgang prüfen"


def test_what_is_shown_further_down_is_not_listed_as_left_out(agent, changing, worker, texts):
    with changing() as session:
        for number in range(12):
            write(session, f"more-{number}", f"Postausgang {number}")
    worker.run_all()

    page = ranking(agent)

    assert len(titles(page)) == 10
    assert "genügt nicht für einen Treffer" not in page.text


def test_a_slip_is_explained_by_what_customers_get_to_see(agent, pages, texts):
    shown = pages.get("/de/search?q=Posstausgangg")
    page = ranking(agent, "Posstausgangg")
    assert titles(page) == [words(h2) for a in shown.all("article") for h2 in a.iter("h2")] != []


def test_without_a_query_it_asks_for_one(agent, texts):
    assert "Geben Sie eine Frage ein" in agent.get(RANKING).text


def test_before_there_is_an_index_it_says_so(agent):
    assert "keinen Suchindex" in ranking(agent).text


def test_where_nothing_is_found_it_says_so(agent, texts):
    assert "finden Kundinnen und Kunden nichts" in ranking(agent, "Quantenphysik").text


def test_agents_only_look_and_reviewers_steer(agent, app, texts):
    reviewer = PageClient(as_role(app, Role.REVIEWER))
    assert not ranking(agent).all("button", name="action")
    assert ranking(reviewer).all("button", name="action")


def test_signed_in_people_get_there_from_a_result_page_and_strangers_do_not(agent, pages, texts):
    link = agent.get("/de/search?q=Post+%26+Ausgang").links()["Warum diese Treffer?"]
    assert link == "/agent/search/ranking?q=Post+%26+Ausgang&lang=de"
    assert "Warum diese Treffer?" not in pages.get("/de/search?q=Postausgang").links()


BAD = {
    "markup R8": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute R8": "\" onfocus=alert(1) autofocus x='",
    "template R11": "{{ 7*7 }} %(query)s %s {query}",
    "10 kB": "Postausgang " * 850,
    "one word of 10 kB": "x" * 12_000,
    "500 words V3": " ".join(f"wort{n}" for n in range(500)),
    "operators V3": "AND OR NOT (( *a* title:x~2",
    "control characters": "Post\x00aus\x07gang",
    "SQL V2": "'; DROP TABLE article; -- %_",
    "right to left": "לא ניתן \u202eabc",
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD.keys())
def test_whatever_a_query_holds_the_page_is_right(colleagues, query):
    browser = colleagues(Role.ADMIN, "de")
    answer = browser.browser.get(RANKING, query_string={"q": query, "lang": "de"})
    page = browser.get(f"{RANKING}?{answer.request.query_string.decode()}")
    assert page.one("input", id="q").get("value") is not None
    assert "49" not in page.text or "7*7" not in query


@pytest.mark.parametrize("lang", ["", "xx", "de'", "<b>", "\x00"])
def test_another_language_is_the_reader_s_own(colleagues, lang):
    page = colleagues(Role.AGENT, "en").browser.get(
        RANKING, query_string={"q": "WLAN", "lang": lang}
    )
    assert page.status_code == 200
    assert '<option value="en" selected>' in page.text
