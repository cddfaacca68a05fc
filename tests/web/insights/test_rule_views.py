"""Pinning and hiding an article for a query."""

import pytest
from sqlalchemy import select

from portal.core.events import events_of
from portal.knowledge.models import Article
from portal.knowledge.search_models import SearchRule
from portal.web.access import Role
from tests.web.content import as_role, write
from tests.web.insights.test_ranking_views import ranking, titles
from tests.web.page_client import PageClient
from tests.web.page_invariants import words

RULES = "/agent/search/rules"


@pytest.fixture
def reviewer(app):
    return PageClient(as_role(app, Role.REVIEWER))


@pytest.fixture
def articles(changing, worker):
    """Public ids of articles by key."""
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", body="Die Rechnung.\n")
        write(session, "mail", "Postausgang prüfen")
        write(session, "other", "Outlook", body="Der Postausgang.\n")
        write(session, "other", "Outlook (English)", locale="en", body="The outgoing server.\n")
        write(session, "internal", "Nur für uns", visibility="internal")
        write(session, "draft", "Entwurf", published=False)
    worker.run_all()
    with changing() as session:
        return dict(session.execute(select(Article.key, Article.public_id)).all())


@pytest.fixture
def set_rule(reviewer, articles):
    """set_rule("pin", key): post the form that the page has."""

    def post(action, key, query="Postausgang", lang="de", **options):
        form = {"q": query, "lang": lang, "article": articles[key], "action": action}
        return reviewer.post(RULES, form, **options)

    return post


def found(pages, query="Postausgang", lang="de"):
    """Titles on a customer's result page."""
    page = pages.get(f"/{lang}/search?q={query}")
    return [words(h2) for article in page.all("article") for h2 in article.iter("h2")]


def test_a_pinned_article_comes_first_even_if_no_word_stands_in_it(pages, set_rule):
    assert found(pages) == ["Postausgang prüfen", "Outlook"]
    set_rule("pin", "noise")
    assert found(pages) == ["Rechnung verstehen", "Postausgang prüfen", "Outlook"]


def test_pinned_articles_stand_in_the_order_in_which_they_were_pinned(pages, set_rule):
    set_rule("pin", "other")
    set_rule("pin", "noise")
    assert found(pages) == ["Outlook", "Rechnung verstehen", "Postausgang prüfen"]


def test_a_hidden_article_is_not_found_by_page_and_api(pages, set_rule):
    set_rule("hide", "mail")
    assert found(pages) == ["Outlook"]
    answer = pages.get("/api/v1/search?q=Postausgang&lang=de").json
    assert [hit["title"] for hit in answer["hits"]] == ["Outlook"]


@pytest.mark.parametrize("query", ["POSTAUSGANG", "  Postausgang?", "„Postausgang“"])
def test_it_holds_however_the_query_is_written(pages, set_rule, query):
    set_rule("hide", "mail")
    assert found(pages, query) == ["Outlook"]


def test_it_holds_for_no_other_query_and_no_other_language(pages, set_rule):
    set_rule("hide", "mail")
    assert "Postausgang prüfen" in found(pages, "Postausgang+pr%C3%BCfen")
    assert "Postausgang prüfen" in found(pages, lang="en")


def test_an_article_is_pinned_in_the_language_of_the_reader(pages, set_rule):
    set_rule("pin", "other", query="mail", lang="en")
    assert found(pages, "mail", "en")[0] == "Outlook (English)"


@pytest.mark.parametrize("key", ["internal", "draft"])
def test_a5_pinning_shows_nobody_what_he_may_not_read(pages, set_rule, key):
    before = found(pages)
    set_rule("pin", key)
    assert found(pages) == before
    answer = pages.get("/api/v1/search?q=Postausgang&lang=de").json
    assert [hit["title"] for hit in answer["hits"]] == before


def test_the_page_pins_and_takes_it_back_with_one_button_each(reviewer, pages, articles):
    page = reviewer.press(ranking(reviewer), "Anheften: Outlook")
    assert "„Outlook“ steht bei dieser Frage jetzt vorn." in page.text
    assert "von Reviewer Petersen am 23. November 2026" in page.text
    assert titles(page)[0] == "Outlook"

    page = reviewer.press(page, "Rückgängig machen")
    assert "„Outlook“ ist nicht mehr angeheftet." in page.text
    assert titles(page)[0] == "Postausgang prüfen"

    page = reviewer.press(page, "Rückgängig machen")
    assert titles(page)[0] == "Outlook"


def test_the_page_hides_and_shows_again(reviewer, articles):
    page = reviewer.press(ranking(reviewer), "Ausblenden: Outlook")
    assert titles(page) == ["Postausgang prüfen"]
    assert "Für diese Frage ausgeblendet von Reviewer Petersen" in page.text

    page = reviewer.press(page, "Wieder zeigen: Outlook")
    assert titles(page) == ["Postausgang prüfen", "Outlook"]


def test_hiding_what_is_pinned_leaves_one_rule(pages, changing, set_rule):
    set_rule("pin", "other")
    set_rule("hide", "other")
    assert found(pages) == ["Postausgang prüfen"]
    with changing() as session:
        assert session.scalars(select(SearchRule.action)).all() == ["hide"]


def test_the_list_shows_every_rule_with_who_and_when_and_deletes_it(reviewer, pages, set_rule):
    set_rule("pin", "noise")
    set_rule("hide", "mail", query="Entwurf")

    page = reviewer.get(RULES)
    assert "Rechnung verstehen" in page.text
    assert "23. November 2026, Reviewer Petersen" in page.text

    page = reviewer.press(page, "Löschen: postausgang")
    assert page.url.startswith(RULES)
    assert "„Rechnung verstehen“ ist nicht mehr angeheftet." in page.text
    assert found(pages) == ["Postausgang prüfen", "Outlook"]

    reviewer.press(page, "Rückgängig machen")
    assert found(pages)[0] == "Rechnung verstehen"


def test_every_act_leaves_an_event_without_the_query(changing, set_rule, reviewer):
    set_rule("pin", "mail")
    with changing() as session:
        rule = session.scalar(select(SearchRule))
        article, id_ = f"article:{rule.article_id}", rule.id
    reviewer.post(f"{RULES}/{id_}/deletions")
    with changing() as session:
        mine = [event for event in events_of(session, article) if "rule" in event.name]
        assert [event.name for event in mine] == ["search_rule.pin", "search_rule.deleted"]
        assert all("ostausgang" not in str(event.details) for event in mine)
        assert mine[0].actor_id is not None


def test_no_more_than_five_are_pinned_for_one_query(reviewer, changing, worker, articles):
    with changing() as session:
        for number in range(6):
            write(session, f"more-{number}", f"Noch einer {number}", published=False)
        ids = session.scalars(select(Article.public_id).where(Article.key.like("more%"))).all()
    form = {"q": "Postausgang", "lang": "de", "action": "pin"}
    for public_id in ids[:5]:
        reviewer.post(RULES, {**form, "article": public_id})
    page = reviewer.post(RULES, {**form, "article": ids[5]}, status=409)
    assert "schon 5 Artikel angeheftet" in page.text
    assert page.one("input", id="q").get("value") == "Postausgang"


@pytest.mark.parametrize(
    "query",
    ["", " ?! ", "wort " * 50, "x" * 9_000, "\x00"],
    ids=["none", "signs", "long", "9 kB", "NUL"],
)
def test_a_text_that_is_no_query_gets_no_rule(reviewer, articles, query):
    form = {"q": query, "lang": "de", "article": articles["mail"], "action": "pin"}
    assert "Kürzen Sie ihn" in reviewer.post(RULES, form, status=422).text
    assert not ranking(reviewer, query.replace("\x00", "")).all("button", name="action")


@pytest.mark.parametrize("action", ["", "delete", "pin\x00", "<b>"])
def test_another_act_is_refused(set_rule, action):
    set_rule(action, "mail", status=422)


@pytest.mark.parametrize("article", ["", "nobody", "1", "x" * 5_000])
def test_an_article_that_is_not_there_is_not_found(reviewer, articles, article):
    form = {"q": "Post", "lang": "de", "article": article, "action": "pin"}
    reviewer.post(RULES, form, status=404)


@pytest.mark.parametrize("id_", ["0", "77", "99999999999999999999"])
def test_a_rule_that_is_gone_is_not_found(reviewer, articles, id_):
    reviewer.post(f"{RULES}/{id_}/deletions", status=404)


def test_a7_agents_and_strangers_set_nothing(app, pages, articles, set_rule):
    set_rule("pin", "noise")
    agent = PageClient(as_role(app, Role.EDITOR))
    form = {"q": "Postausgang", "lang": "de", "article": articles["mail"], "action": "hide"}
    agent.post(RULES, form, status=403)
    agent.post(f"{RULES}/1/deletions", status=403)
    pages.post(RULES, form, status=401)
    pages.post(f"{RULES}/1/deletions", status=401)
    assert found(pages) == ["Rechnung verstehen", "Postausgang prüfen", "Outlook"]


@pytest.mark.parametrize(
    "address",
    [
        "done=pin&rule=1",
        "done=no-pin&article=nobody",
        "done=%3Cb%3E&article=x",
        "done=pin&rule=9e9",
    ],
)
def test_an_address_that_somebody_made_up_says_nothing(reviewer, articles, address):
    page = reviewer.get(f"/agent/search/ranking?q=Post&lang=de&{address}")
    assert "Rückgängig" not in page.text


def test_s2_another_site_sets_nothing(reviewer, articles):
    form = {"q": "Postausgang", "lang": "de", "article": articles["mail"], "action": "hide"}
    reviewer.post(RULES, form, status=403, Sec_Fetch_Site="cross-site")
