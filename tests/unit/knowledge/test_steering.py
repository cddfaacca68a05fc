"""What steers a search: it comes from the database, and holds from the next search on."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, delete, event
from sqlalchemy.orm import Session

from portal.core.db import engine_options
from portal.knowledge.search_models import ArticlePrior, SearchRule, SynonymGroup
from portal.knowledge.steering import steered, steered_while_typing
from search.request import SearchRequest
from tests.web.content import NOW, write


@pytest.fixture
def session(database_url):
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def articles(session):
    """Ids of three articles."""
    keys = ("mail", "wifi", "noise")
    return {key: write(session, key, key, published=False).article_id for key in keys}


@pytest.fixture
def rule(session, articles):
    """rule(key, action, query): a rule for an article, each a second after the one before."""
    made = []

    def rule(key, action="pin", query="postausgang", locale="de"):
        made.append(key)
        row = SearchRule(
            locale=locale,
            query=query,
            article_id=articles[key],
            action=action,
            position=len(made),
            created_at=NOW + timedelta(seconds=len(made)),
        )
        session.add(row)
        session.flush()
        return row

    return rule


def ask(session, text="Postausgang", lang="de"):
    return steered(session, SearchRequest(text, lang=lang))


def test_without_rules_and_prior_a_request_stays_as_it_is(session):
    assert ask(session) == SearchRequest("Postausgang")


def test_rules_hold_for_the_same_query_however_it_is_typed(session, articles, rule):
    rule("wifi")
    rule("mail")
    rule("noise", "hide")

    for text in ("Postausgang", "  postausgang?", "„POSTAUSGANG“"):
        request = ask(session, text)
        assert request.pinned == (str(articles["wifi"]), str(articles["mail"]))
        assert request.hidden == {str(articles["noise"])}


@pytest.mark.parametrize(
    ("text", "lang"), [("Postausgang Outlook", "de"), ("Postausgang", "en"), ("", "de")]
)
def test_rules_hold_for_no_other_query_and_no_other_language(session, rule, text, lang):
    rule("wifi")
    request = ask(session, text, lang)
    assert (request.pinned, request.hidden) == ((), frozenset())


def test_a_rule_that_is_taken_back_holds_no_more(session, articles, rule):
    first = rule("wifi")
    assert ask(session).pinned
    session.delete(first)
    assert not ask(session).pinned
    rule("mail")  # as many rules as before
    assert ask(session).pinned == (str(articles["mail"]),)


def test_only_articles_above_the_average_are_lifted(session, articles):
    learn(session, articles, mail=0.9, wifi=0.5, noise=0.1)
    assert ask(session).prior == {str(articles["mail"]): pytest.approx(0.8)}


def test_what_is_learnt_anew_holds_from_the_next_search_on(session, articles):
    learn(session, articles, mail=0.9)
    ask(session)
    session.execute(delete(ArticlePrior))
    learn(session, articles, wifi=0.9, at=NOW + timedelta(days=1))
    assert list(ask(session).prior) == [str(articles["wifi"])]


def test_synonyms_come_along(session):
    session.add(SynonymGroup(locale="de", words=["Handy", "Smartphone"], updated_at=NOW))
    session.flush()
    assert "Smartphone" in ask(session, "Handy").synonyms.expand("Handy", "de")


def test_while_nothing_changes_a_search_asks_whether_it_has_and_no_more(session, articles, rule):
    rule("wifi")
    learn(session, articles, mail=0.9)
    first = ask(session)
    asked = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *_: asked.append(_))

    again = ask(session)

    assert len(asked) == 2  # one for the synonyms, one for rules and prior
    assert again.prior is first.prior  # the engine may keep what it made of it


def learn(session, articles, at=NOW, **values):
    for key, value in values.items():
        counts = {"opened": 1, "helped": 0, "not_helped": 0, "solved": 0}
        session.add(ArticlePrior(article_id=articles[key], value=value, updated_at=at, **counts))
    session.flush()


def test_while_typing_what_is_pinned_for_the_question_to_come_counts(session, articles, rule):
    rule("mail", query="postausgang hängt")
    rule("wifi", query="postausgang")
    rule("noise", query="postausgang", locale="en")
    rule("noise", "hide", query="postausgang")
    groups = {key: str(id_) for key, id_ in articles.items()}

    def typing(text):
        return steered_while_typing(session, SearchRequest(text, lang="de"))

    assert typing("Posta").pinned == (groups["wifi"], groups["mail"])
    assert typing("posta").hidden == frozenset()
    assert typing("postausgang").hidden == {groups["noise"]}
    assert typing("postausgang h").pinned == (groups["mail"],)
    assert typing("po").pinned == typing("ausgang").pinned == ()
