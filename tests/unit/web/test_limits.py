"""Limits count in the database, for all web nodes together."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.web.limits import SqlStorage


@pytest.fixture
def storage(app):
    return SqlStorage("portal-sql://")


def test_it_counts_within_a_window_and_starts_anew_after_it(app, storage, clock):
    with app.app_context():
        assert [storage.incr("k", 60) for _ in range(3)] == [1, 2, 3]
        assert storage.incr("noise", 60, amount=5) == 5
        assert storage.get("k") == 3
        assert storage.get_expiry("k") == clock().timestamp() + 60

        clock.advance(seconds=60)
        assert storage.get("k") == 0
        assert storage.incr("k", 60) == 1


def test_it_forgets_one_or_all(app, storage):
    with app.app_context():
        storage.incr("k", 60)
        storage.incr("noise", 60)
        storage.clear("k")
        assert (storage.get("k"), storage.get("noise")) == (0, 1)
        assert storage.reset() == 1
        assert storage.get("noise") == 0
        assert storage.check()


def test_two_who_count_at_once_are_both_counted(app, storage):
    def count(_):
        with app.app_context():
            return storage.incr("k", 60)

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(count, range(24)))

    assert sorted(counts) == list(range(1, 25))
