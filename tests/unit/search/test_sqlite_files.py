import os
import shutil
import signal
import sqlite3

import pytest

from search.sqlite_files import reading
from tests.unit.search.hindrances import FORK


@pytest.fixture
def interrupted(tmp_path):
    """A file whose writer was killed when a half of its commit had been written."""
    path = tmp_path / "some.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE lines (text TEXT)")
    connection.executemany("INSERT INTO lines VALUES (?)", [("before" * 100,)] * 200)
    connection.commit()
    connection.close()

    def write() -> None:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA cache_size = 1")  # pages are written before the commit
        connection.execute("UPDATE lines SET text = ?", ("after" * 120,))
        os.kill(os.getpid(), signal.SIGKILL)

    child = FORK.Process(target=write)
    child.start()
    child.join()
    assert path.with_name("some.sqlite-journal").stat().st_size
    return path


def test_after_a_writer_was_killed_in_the_middle_of_a_commit_the_state_before_is_read(interrupted):
    with reading(interrupted) as connection:
        rows = connection.execute("SELECT DISTINCT text FROM lines").fetchall()
    assert rows == [("before" * 100,)]


def test_a_reader_sees_one_state_throughout(tmp_path):
    path = tmp_path / "some.sqlite"
    writer = sqlite3.connect(path, timeout=0)
    writer.execute("CREATE TABLE lines (text TEXT)")
    writer.commit()
    with reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM lines").fetchone() == (0,)
        writer.execute("INSERT INTO lines VALUES ('new')")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            writer.commit()
        assert connection.execute("SELECT count(*) FROM lines").fetchone() == (0,)
    writer.commit()
    writer.close()


def test_what_is_no_database_and_what_is_missing_are_errors(tmp_path):
    with pytest.raises(sqlite3.Error), reading(tmp_path / "none"):
        pass
    (tmp_path / "other").write_bytes(b"no database" * 100)
    with pytest.raises(sqlite3.Error), reading(tmp_path / "other"):
        pass
    shutil.rmtree(tmp_path)
