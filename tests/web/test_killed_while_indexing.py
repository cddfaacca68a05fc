"""kill -9 of the worker while it writes the search index: what was published is found, once."""

from contextlib import closing

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from portal.background import job_handlers
from portal.core.db import engine_options
from portal.core.jobs import LEASE, Job
from portal.core.settings import Settings
from portal.core.worker import Worker
from search.engine import SearchEngine
from search.request import Mode, SearchRequest
from tests.conftest import SettableClock
from tests.killing import killed_at
from tests.web.conftest import Change
from tests.web.content import write

TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect")
STRIDE = 25


def test_what_was_published_is_found_once_however_often_the_worker_is_killed(
    settings: Settings, changing: Change, worker: Worker, clock: SettableClock
) -> None:
    with changing() as session:
        for number in range(3):
            write(session, f"old-{number}", f"Alter Artikel {number}", now=clock())
    worker.run_all()
    with changing() as session:
        write(session, "new", "Zwiebelkuchen backen", now=clock())
        write(session, "newer", "Apfelkuchen backen", now=clock())

    def run() -> None:
        engine = create_engine(**engine_options(settings.database_url))
        Worker(sessionmaker(engine), job_handlers(settings), clock).run_all()

    step, kills = 0, 0
    while killed_at(step, run, TOUCHES):
        kills += 1
        step += STRIDE
        clock.now += LEASE
        clock.advance(minutes=5)

    with closing(SearchEngine.open(settings.index_dir, None)) as engine:
        status = engine.status()
        titles = [
            [hit.id for hit in engine.search(_asked(words)).hits]
            for words in ("Zwiebelkuchen", "Apfelkuchen", "Alter")
        ]
    assert kills > 1
    assert status.problems == ("vectors_missing",)  # no embedder runs here
    assert [len(found) for found in titles] == [1, 1, 3]
    with changing() as session:
        failed = select(func.count(Job.id)).where(Job.failed_at.is_not(None))
        assert session.scalar(failed) == 0


def _asked(words: str) -> SearchRequest:
    return SearchRequest(text=words, lang="de", mode=Mode.KEYWORD)
