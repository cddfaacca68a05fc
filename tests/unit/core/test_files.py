"""Files lie under their hash, in a folder for nobody else, and are found by record."""

import hashlib
import stat

import pytest

from portal.core.db import db, transaction
from portal.core.files import FolderStore, file_by_public_id, store_file


def test_what_was_put_comes_back(tmp_path):
    store = FolderStore(tmp_path / "files")
    digest = store.put(b"pixels")

    assert digest == hashlib.sha256(b"pixels").hexdigest()
    assert store.get(digest) == b"pixels"


def test_the_same_bytes_are_kept_once_and_nothing_half_written_stays(tmp_path):
    store = FolderStore(tmp_path / "files")
    assert store.put(b"pixels") == store.put(b"pixels")
    store.put(b"noise")

    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 2


def test_nobody_else_on_the_machine_may_read_them(tmp_path):
    digest = FolderStore(tmp_path / "files").put(b"pixels")

    path = tmp_path / "files" / digest[:2] / digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_what_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        FolderStore(tmp_path / "files").get("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\u202egnp.exe", "x" * 500, ".htaccess"])
def test_a_name_is_never_a_path_f1_f2(app, clock, name):
    with app.app_context(), transaction(db.session) as session:
        file = store_file(
            session,
            app.extensions["lotse.files"],
            b"pixels",
            media_type="image/png",
            name=name,
            owner="article:7",
            actor_id=None,
            now=clock(),
        )

        assert file_by_public_id(session, file.public_id) is file
        assert file.name == name[:200]
        assert len(file.public_id) >= 12
    folder = app.extensions["lotse.settings"].files_dir
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [file.sha256]
