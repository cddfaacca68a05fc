import stat

import pytest

from search.generations import (
    IndexLocked,
    Manifest,
    ManifestBroken,
    WriterLock,
    new_generation,
    read_manifest,
    remove_old_generations,
    write_manifest,
)

MANIFEST = Manifest(
    "g000001", 3, 1, "abc", recipe="r", vectors="vectors.sqlite", floors={"de": 0.8, "": 0.9}
)


def test_a_manifest_survives_the_disk(tmp_path):
    write_manifest(tmp_path, MANIFEST)

    assert read_manifest(tmp_path) == MANIFEST


def test_no_manifest_is_no_index(tmp_path):
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": 99}',
        b'{"format": 1, "generation": "g1"}',
        b'{"format": 1, "generation": "../x", "revision": 1, "analysis": 1, "dictionary": ""}',
    ],
)
def test_a_damaged_manifest_is_named(tmp_path, damage):
    (tmp_path / "CURRENT").write_bytes(damage)

    with pytest.raises(ManifestBroken):
        read_manifest(tmp_path)


def test_generations_count_up_and_are_private(tmp_path):
    first, second = new_generation(tmp_path), new_generation(tmp_path)

    assert (first.name, second.name) == ("g000001", "g000002")
    assert stat.S_IMODE(first.stat().st_mode) == 0o700


def test_old_generations_go_and_other_folders_stay(tmp_path):
    for _ in range(3):
        new_generation(tmp_path)
    (tmp_path / "garden").mkdir()

    remove_old_generations(tmp_path, "g000002", "g000003")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["g000002", "g000003", "garden"]


def test_only_one_writer_exists(tmp_path):
    with WriterLock(tmp_path), pytest.raises(IndexLocked):
        WriterLock(tmp_path)

    WriterLock(tmp_path).release()
