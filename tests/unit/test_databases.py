"""The test databases themselves, since every other test believes in them."""

from sqlalchemy import create_engine, inspect, text

from portal.core.db import engine_options


def test_each_test_gets_a_migrated_database(database_url):
    engine = create_engine(**engine_options(database_url))
    assert "alembic_version" in inspect(engine).get_table_names()
    engine.dispose()


def test_what_one_test_wrote_is_gone_in_the_next(database_template, tmp_path):
    def count(url, insert=False):
        engine = create_engine(**engine_options(url))
        with engine.begin() as connection:
            if insert:
                connection.execute(text("CREATE TABLE IF NOT EXISTS proof (id integer)"))
                connection.execute(text("INSERT INTO proof VALUES (1)"))
            found = "proof" in inspect(connection).get_table_names()
            rows = connection.scalar(text("SELECT count(*) FROM proof")) if found else 0
        engine.dispose()
        return rows

    with database_template.database(tmp_path) as url:
        assert count(url, insert=True) == 1
    with database_template.database(tmp_path) as url:
        assert count(url) == 0
