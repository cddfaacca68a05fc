"""Transactions on both databases, and the schema that migrations make."""

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from portal.core.db import Base, alembic_config, engine_options, migrate, transaction
from portal.web.limits import Count
from tests.databases import postgres_database


@pytest.fixture
def new_session(database_url):
    engine = create_engine(**engine_options(database_url))
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()


def test_two_threads_that_read_change_and_write_lose_nothing(new_session):
    with new_session() as session, transaction(session):
        session.add(Count(key="n", amount=0, expires_at=0))
    errors = []

    def add_ten():
        try:
            for _ in range(10):
                with new_session() as session, transaction(session):
                    count = session.get_one(Count, "n", with_for_update=True)
                    count.amount += 1
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=add_ten) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with new_session() as session:
        assert session.get_one(Count, "n").amount == 20


def test_an_exception_undoes_the_whole_block(new_session):
    with new_session() as session:
        with pytest.raises(KeyboardInterrupt):
            interrupted(session)
        assert session.scalar(select(Count)) is None


def interrupted(session):
    with transaction(session):
        session.add(Count(key="n", amount=0, expires_at=0))
        session.flush()
        raise KeyboardInterrupt


def test_an_error_does_not_tell_what_somebody_typed(new_session):
    with new_session() as session, pytest.raises(IntegrityError) as caught, transaction(session):
        session.add(Count(key="ich heiße Petersen", amount=None, expires_at=0))

    assert "[SQL parameters hidden" in str(caught.value)


def test_a_column_without_a_zone_refuses_a_naive_time(new_session, clock):
    from portal.core.worker import Heartbeat

    with new_session() as session, transaction(session):
        session.add(Heartbeat(worker="w", at=clock()))
    with new_session() as session:
        assert session.get_one(Heartbeat, "w").at == clock()
        assert session.get_one(Heartbeat, "w").at.tzinfo is not None
    with new_session() as session, pytest.raises(Exception, match="naive"), transaction(session):
        session.add(Heartbeat(worker="x", at=clock().replace(tzinfo=None)))


def test_the_migrations_make_what_the_models_say(database_url):
    import portal.app  # noqa: F401 - imports every module with tables

    engine = create_engine(**engine_options(database_url))
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_in_the_models}
        context = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert differences == [], "models differ from the newest migration: add one to migrations/"


def _is_in_the_models(name, _kind, _parents):
    """What searches full text is each database's own."""
    return "_fts" not in (name or "")


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_yet(request, tmp_path):
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'folder' / 'portal.db'}"
    else:
        with postgres_database(request.getfixturevalue("postgres_server")) as url:
            yield url


def test_migrations_lead_from_nothing_to_the_newest_and_back(nothing_yet):
    migrate(nothing_yet)
    migrate(nothing_yet)  # a second start
    assert "article" in tables(nothing_yet)

    command.downgrade(alembic_config(nothing_yet), "base")
    assert tables(nothing_yet) <= {"alembic_version"}


def test_the_second_migration_keeps_the_people_that_others_refer_to(nothing_yet):
    migrate(nothing_yet)
    command.downgrade(alembic_config(nothing_yet), "0001")
    engine = create_engine(**engine_options(nothing_yet))
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO person (id, public_id, email, name, password_hash, role, locale, active,"
            " created_at) VALUES (1, 'p', 'a@b.example', 'A', '', 'agent', 'de', true,"
            " '2026-11-22 10:00:00+00:00')",
            "INSERT INTO sign_in (id, token_hash, person_id, created_at, seen_at, expires_at,"
            " browser) VALUES (1, 'x', 1, '2026-11-22 10:00:00+00:00',"
            " '2026-11-22 10:00:00+00:00', '2026-11-22 10:00:00+00:00', '')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()

    migrate(nothing_yet)

    engine = create_engine(**engine_options(nothing_yet))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sign_in").scalar() == 1
        assert connection.exec_driver_sql("SELECT picture_id FROM person").all() == [(None,)]
    engine.dispose()


def tables(url):
    engine = create_engine(**engine_options(url))
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names
