"""Changes of cases reach the index by jobs of their own transaction."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.core.db import transaction
from portal.core.jobs import Job, NotYet
from portal.escalations.finding.case_texts import LONGEST_PROBLEM, document_of, problem_of
from portal.escalations.finding.following import INDEX
from portal.escalations.finding.indexing import (
    COMPLETE,
    SWEEP,
    case_index_handlers,
    is_complete,
    rebuild_cases,
)
from portal.escalations.finding.models import CaseWords
from portal.escalations.finding.searching import find_cases, similar_ids
from portal.escalations.finding.word_search import cases_named, cases_with
from portal.escalations.messages import add_message
from portal.escalations.models import (
    ContextLine,
    Escalation,
    Message,
    MessageKind,
    Promise,
    Status,
)
from portal.escalations.operations import hold
from portal.web.access import Reader, Role
from search.engine import SearchEngine
from tests.unit.escalations.conftest import NOW
from tests.unit.search.hash_encoder import HashEncoder

ADMIN = Reader(1, Role.ADMIN, "Maren")


def jobs(session: Session) -> list[list[int]]:
    """The cases that wait to be indexed."""
    waiting = select(Job).where(Job.kind == INDEX, Job.done_at.is_(None)).order_by(Job.id)
    return [job.payload["cases"] for job in session.scalars(waiting)]


@pytest.fixture
def case(session: Session, opened: Callable[..., Escalation]) -> Escalation:
    """A case that is committed."""
    case = opened(words="Der Drucker druckt nur Streifen.")
    session.commit()
    return case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cases"


def run(session: Session, folder: Path, encoder: HashEncoder | None = None) -> None:
    """Index what waits."""
    handler = case_index_handlers(folder, encoder or HashEncoder())[INDEX]
    for ids in jobs(session):
        handler(session, {"cases": ids}, NOW)
    session.execute(delete(Job))
    session.commit()


def test_a_change_asks_for_itself_once_and_a_rollback_for_nothing(
    session: Session, case: Escalation
) -> None:
    assert jobs(session) == [[case.id]]
    session.execute(delete(Job))
    session.commit()

    add_message(session, case, MessageKind.NOTE, "Zeitserver", author_id=None, now=NOW)
    hold(session, case, now=NOW)
    session.rollback()
    assert jobs(session) == []
    session.commit()
    assert jobs(session) == []

    with transaction(session):
        add_message(session, case, MessageKind.NOTE, "Zeitserver", author_id=None, now=NOW)
        hold(session, case, now=NOW)
        session.flush()
    assert jobs(session) == [[case.id]]


def test_a_time_that_moves_asks_for_nothing(session: Session, case: Escalation) -> None:
    session.execute(delete(Job))
    session.commit()

    case.due_at = NOW
    session.commit()

    assert jobs(session) == []


def test_words_of_messages_are_found_and_embed_nothing(
    session: Session, case: Escalation, folder: Path
) -> None:
    encoder = HashEncoder()
    run(session, folder, encoder)
    embedded = list(encoder.encoded)
    assert embedded

    with transaction(session):
        add_message(session, case, MessageKind.NOTE, "Zeitserver", author_id=None, now=NOW)
    run(session, folder, encoder)

    assert cases_with(session, "zeitserver", ADMIN, limit=5) == [case.id]
    assert encoder.encoded == embedded


def test_a4_a_case_that_moves_changes_its_team_in_the_index_and_a_deleted_one_goes(
    session: Session, case: Escalation, folder: Path, people
) -> None:
    run(session, folder)
    other = session.scalars(select(Queue).where(Queue.id != case.queue_id)).first()
    before, after = (
        Reader(2, Role.AGENT, "x", frozenset({id_})) for id_ in (case.queue_id, other.id)
    )
    engine = SearchEngine.open(folder, HashEncoder())
    assert find_cases(session, engine, "Druckerstreifen Drucker", before, locale="de").like

    with transaction(session):
        case.queue = other
    for _ in range(2):  # before the index knows, and after
        assert find_cases(session, engine, "Drucker", before, locale="de").exact == ()
        assert find_cases(session, engine, "Drucker", before, locale="de").like == ()
        assert find_cases(session, engine, "Drucker", after, locale="de").exact == (case.id,)
        run(session, folder)
    assert engine.status().documents == 1

    with transaction(session):
        for table in (Promise, ContextLine, Message):
            session.execute(delete(table))
        session.delete(case)
    assert session.scalar(select(func.count()).select_from(CaseWords)) == 0
    run(session, folder)
    assert engine.status().documents == 0
    engine.close()


def test_g1_a_word_that_was_erased_leaves_the_file_with_the_next_sweep(
    session: Session, case: Escalation, opened: Callable[..., Escalation], folder: Path
) -> None:
    database = session.get_bind().engine.url
    if database.get_backend_name() != "sqlite":
        pytest.skip("PostgreSQL's vacuum does it there")
    noise = opened(public_id="noise2222222", words="Der Quirl klemmt.")
    case.words = "Der Xylitzapfen klemmt."
    session.commit()
    run(session, folder)

    def holds(word: str) -> bool:
        with closing(sqlite3.connect(database.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return word.encode() in Path(database.database).read_bytes().lower()

    assert holds("xylitzapf")
    with transaction(session):
        for table in (Promise, ContextLine, Message):
            session.execute(delete(table).where(table.escalation_id == case.id))
        session.delete(case)
    run(session, folder)
    sweep = case_index_handlers(folder, HashEncoder())[SWEEP]
    with transaction(session):
        sweep(session, {}, NOW)

    assert not holds("xylitzapf")
    assert holds("quirl")
    assert cases_with(session, "quirl", ADMIN, limit=5) == [noise.id]


def test_a4_what_is_not_indexed_yet_is_found_in_the_reader_s_teams_alone(
    session: Session, case: Escalation, people
) -> None:
    other = session.scalars(select(Queue).where(Queue.id != case.queue_id)).first()
    own, foreign = (
        Reader(2, Role.AGENT, "x", frozenset({id_})) for id_ in (case.queue_id, other.id)
    )
    for look in (cases_with, cases_named):
        assert look(session, "Drucker", own, limit=5) == [case.id]
        assert look(session, "Drucker", foreign, limit=5) == []


def test_similar_are_only_solved_cases(
    session: Session, case: Escalation, opened: Callable[..., Escalation], folder: Path
) -> None:
    other = opened(public_id="other2222222", words="Mein Drucker druckt Streifen.")
    session.commit()
    run(session, folder)
    engine = SearchEngine.open(folder, HashEncoder())

    def similar() -> list[int]:
        return similar_ids(
            session, engine, problem_of(case), ADMIN, locale="de", limit=3, but=case.id
        )

    assert similar() == []
    with transaction(session):
        other.status, other.solved_at, other.revision = Status.SOLVED.value, NOW, 9
    run(session, folder)
    assert similar() == [other.id]
    engine.close()


def test_without_a_model_words_are_there_and_the_job_comes_back(
    session: Session, case: Escalation, folder: Path
) -> None:
    class Away(HashEncoder):
        @property
        def recipe(self) -> str:
            from search.encoder import ModelUnavailable

            raise ModelUnavailable("starting")

        @recipe.setter
        def recipe(self, value: str) -> None: ...

    with pytest.raises(NotYet):
        case_index_handlers(folder, Away())[INDEX](session, {"cases": [case.id]}, NOW)
    assert cases_with(session, "drucker", ADMIN, limit=5) == [case.id]
    assert not is_complete(session, folder)


def test_what_is_missing_is_completed_in_slices_and_a_second_time_costs_a_look(
    session: Session, case: Escalation, opened: Callable[..., Escalation], folder: Path
) -> None:
    for number in range(40):
        opened(public_id=f"case{number:08d}", words=f"Anliegen Nummer {number}")
    session.commit()
    encoder = HashEncoder()
    complete = case_index_handlers(folder, encoder)[COMPLETE]
    payload, slices = {}, 0
    while True:
        try:
            complete(session, payload, NOW)
            break
        except NotYet as pause:
            payload, slices = pause.payload, slices + 1

    assert slices > 1
    assert is_complete(session, folder)
    encoder.encoded.clear()
    complete(session, {}, NOW)
    assert encoder.encoded == []


def test_a_rebuild_tells_how_far_it_is_and_replaces_what_was_there(
    session: Session, case: Escalation, folder: Path
) -> None:
    stages: dict[str, int] = {}
    rebuild_cases(
        session, folder, HashEncoder(), lambda stage, done, total: stages.update({stage: total})
    )

    assert set(stages) == {"words", "keyword", "vectors"}
    assert is_complete(session, folder)


def test_the_index_has_the_problem_in_the_teams_name_and_no_more_than_its_beginning(
    case: Escalation,
) -> None:
    case.words = "Wort " * 5_000
    document = document_of(case)

    assert document.visibility == f"{case.queue_id}:open"
    assert document.title == ""
    assert len(document.text) <= LONGEST_PROBLEM + 300
