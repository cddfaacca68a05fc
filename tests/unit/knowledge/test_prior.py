"""Learning what helped, from the rows that visitors leave."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from portal.core.db import engine_options
from portal.core.jobs import Job
from portal.core.worker import Worker
from portal.journeys.operations import begin_journey, new_token, record
from portal.knowledge.feedback import record_vote
from portal.knowledge.prior import LEARN, prior_handlers, schedule_learning
from portal.knowledge.search_models import ArticlePrior
from portal.remedies.models import Origin, Outcome
from portal.remedies.operations import record_attempt
from tests.web.content import NOW, write


@pytest.fixture
def session(database_url):
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def worker(session, clock):
    clock.now = NOW
    return Worker(lambda: Session(session.get_bind()), prior_handlers(), clock)


@pytest.fixture
def texts(session):
    """Two articles, one of them in two languages, found for half a year."""
    since = NOW - timedelta(days=180)
    written = {
        "noise": write(session, "noise", "Rechnung", now=since),
        "mail": write(session, "mail", "Senden klappt nicht", now=since),
        "english": write(session, "mail", "Sending fails", locale="en", now=since),
        "draft": write(session, "draft", "Entwurf", published=False, now=since),
    }
    session.execute(delete(Job))  # the index is not what this is about
    return written


@pytest.fixture
def walk(session):
    """walk(query, translation…): one visitor's journey, a minute for each page."""

    def walk(query, *opened, shown=(), days=1.0):
        at = NOW - timedelta(days=days)
        journey = begin_journey(session, new_token(), locale="de", now=at)
        if query:
            places = [str(translation.id) for translation in shown]
            record(session, journey, "searched", text=query, shown=places, hits=9, now=at)
        for minutes, translation in enumerate(opened, start=1):
            moment = at + timedelta(minutes=minutes)
            subject = f"article:{translation.id}"
            record(session, journey, "opened", subject=subject, text=translation.title, now=moment)
        return journey

    return walk


@pytest.fixture
def learnt(session, worker):
    """learnt(translation): the row of its article after the job has run."""

    def learnt(translation):
        session.execute(delete(Job))  # the one of tomorrow
        schedule_learning(session, now=NOW)
        session.commit()
        worker.run_all()
        session.expunge_all()
        return session.get(ArticlePrior, translation.article_id)

    return learnt


def test_what_was_opened_after_a_search_counts_whatever_its_language(texts, walk, learnt):
    for _ in range(3):
        walk("Postausgang", texts["mail"])
    walk("outgoing", texts["english"])
    walk("", texts["mail"])

    assert learnt(texts["mail"]).opened == 4
    assert learnt(texts["mail"]).value > learnt(texts["noise"]).value


def test_one_visitor_counts_once_however_often_an_article_is_opened(texts, walk, learnt):
    walk("Postausgang", *[texts["mail"], texts["noise"]] * 5)
    assert learnt(texts["mail"]).opened == 1


def test_what_was_found_further_down_counts_more(session, texts, walk, learnt):
    walk("Post", texts["mail"], shown=[texts["noise"], texts["mail"]])
    low = learnt(texts["mail"]).value
    walk("Post", texts["noise"], shown=[texts["noise"], texts["mail"]])
    assert low > learnt(texts["noise"]).value


def test_votes_and_solutions_count_for_the_article(session, texts, walk, learnt):
    for helpful in (True, True, False):
        record_vote(session, texts["mail"].id, helpful=helpful, now=NOW)
    solve(session, walk("Post", texts["mail"]), place=f"article:{texts['mail'].id}")
    solve(session, walk("Post", texts["mail"]), place="run:7", origin=Origin.FLOW)

    known = learnt(texts["mail"])
    assert (known.helped, known.not_helped, known.solved) == (2, 1, 2)
    assert learnt(texts["noise"]).solved == 0


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": Outcome.NO_CHANGE},
        {"before": True},
        {"origin": Origin.AGENT},
        {"origin": Origin.INTAKE},
    ],
    ids=str,
)
def test_what_solved_nothing_here_does_not_count(session, texts, walk, learnt, said):
    solve(session, walk("Post", texts["mail"]), place=f"article:{texts['mail'].id}", **said)
    assert learnt(texts["mail"]).solved == 0


def test_what_is_older_than_the_window_is_forgotten(session, texts, walk, learnt):
    walk("Postausgang", texts["mail"], days=91)
    record_vote(session, texts["mail"].id, helpful=True, now=NOW - timedelta(days=91))
    known = learnt(texts["mail"])
    assert (known.opened, known.helped, known.value) == (0, 0, 0.5)


def test_a_draft_has_no_prior_and_one_that_is_withdrawn_has_it_no_more(session, texts, learnt):
    assert learnt(texts["draft"]) is None
    session.add(ArticlePrior(article_id=texts["draft"].article_id, value=1, **NOTHING))
    assert learnt(texts["draft"]) is None


@pytest.mark.parametrize(
    "subject", ["article:", "article:x", "article:99999", "flow:7", "article:²"]
)
def test_events_about_something_else_are_passed_over(session, texts, walk, learnt, subject):
    journey = walk("Postausgang")
    record(session, journey, "opened", subject=subject, text="?", now=NOW)
    record(session, journey, "searched", text="x", shown="no list", hits=0, now=NOW)
    assert learnt(texts["mail"]).opened == 0


def test_it_is_learnt_once_a_day(session, worker, clock):
    schedule_learning(session, now=NOW)
    schedule_learning(session, now=NOW)
    session.commit()

    assert worker.run_all() == 1
    clock.advance(hours=23, minutes=59)
    assert worker.run_all() == 0
    clock.advance(minutes=1)
    assert worker.run_all() == 1
    session.expire_all()
    waiting = select(Job).where(Job.kind == LEARN, Job.done_at.is_(None))
    assert len(session.scalars(waiting).all()) == 1


NOTHING = {"opened": 0, "helped": 0, "not_helped": 0, "solved": 0, "updated_at": NOW}


def solve(session, journey, *, place, outcome=Outcome.SOLVED, origin=Origin.ARTICLE, before=False):
    record_attempt(
        session,
        journey,
        remedy="router.restart",
        outcome=outcome,
        origin=origin,
        before=before,
        title="Neu starten",
        place=place,
        now=journey.seen_at,
    )
