"""The prior of each article: learnt once a day, kept with the counts it is of."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.jobs import Handler, enqueue, reads_only
from portal.knowledge.prior_queries import days_online, visits, votes
from portal.knowledge.prior_rules import Learnt, learn
from portal.knowledge.search_models import ArticlePrior

LEARN = "learn_prior"
EVERY = timedelta(days=1)

log = structlog.get_logger()


def prior_handlers() -> dict[str, Handler]:
    """The job that learns what helped, and puts itself into the queue for the next day.

    It reads for seconds where there were many visitors, and takes the write lock only to keep
    what it learnt.
    """

    @reads_only
    def learn_prior(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        learnt = learnt_prior(session, now=now)
        with transaction(session):
            keep_prior(session, learnt, now=now)
            schedule_learning(session, now=now, run_at=now + EVERY)
        log.info("prior.learnt", articles=len(learnt))

    return {LEARN: learn_prior}


def schedule_learning(session: Session, *, now: datetime, run_at: datetime | None = None) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, LEARN, {}, now=now, run_at=run_at, dedupe_key=LEARN)


def learnt_prior(session: Session, *, now: datetime) -> dict[int, Learnt]:
    """What the rows of the last 90 days say about each published article. Reads only."""
    online = days_online(session, now=now)
    return learn(online, visits(session, now=now), votes(session, now=now), now=now)


def keep_prior(session: Session, learnt: Mapping[int, Learnt], *, now: datetime) -> None:
    """Put what was learnt in the place of what was known."""
    session.execute(delete(ArticlePrior))
    rows = [
        {
            "article_id": article,
            "value": round(known.value, 4),
            "opened": known.opened,
            "helped": known.helped,
            "not_helped": known.not_helped,
            "solved": known.solved,
            "updated_at": now,
        }
        for article, known in learnt.items()
    ]
    if rows:
        session.execute(insert(ArticlePrior), rows)
