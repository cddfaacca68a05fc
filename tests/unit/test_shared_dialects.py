"""Engines of the tests share what SQLAlchemy knows of a database, and nothing of what is in it."""

from sqlalchemy import create_engine, event, text

from portal.core.db import engine_options


def test_engines_for_one_kind_of_database_share_their_statements(database_url):
    first = create_engine(**engine_options(database_url))
    with first.connect() as connection:
        connection.execute(text("SELECT 1"))
    second = create_engine(**engine_options(database_url))

    assert second.dialect is first.dialect
    assert second._compiled_cache is first._compiled_cache
    for engine in (first, second):
        engine.dispose()


def test_each_keeps_its_own_database_and_listeners(tmp_path):
    engines = [create_engine(f"sqlite:///{tmp_path / name}") for name in ("one.db", "noise.db")]
    heard = []
    event.listen(engines[0], "before_cursor_execute", lambda *call: heard.append(call[2]))
    for number, engine in enumerate(engines):
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE place (number INTEGER)"))
            connection.execute(text("INSERT INTO place VALUES (:number)"), {"number": number})

    for number, engine in enumerate(engines):
        with engine.begin() as connection:
            assert connection.execute(text("SELECT number FROM place")).scalars().all() == [number]
        engine.dispose()
    assert sum("INSERT" in statement for statement in heard) == 1


def test_engines_that_are_set_up_otherwise_share_nothing(tmp_path):
    plain = create_engine(f"sqlite:///{tmp_path / 'one.db'}")
    named = create_engine(f"sqlite:///{tmp_path / 'one.db'}", paramstyle="named")

    assert plain.dialect is not named.dialect
    assert plain._compiled_cache is not named._compiled_cache
