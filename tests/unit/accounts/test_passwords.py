"""Hashes of passwords."""

from argon2 import PasswordHasher

from portal.accounts.passwords import hash_password, is_outdated, matches


def test_password_matches_its_hash_only() -> None:
    kept = hash_password("harbour pilot at noon")

    assert matches(kept, "harbour pilot at noon")
    assert not matches(kept, "harbour pilot at Noon")
    assert not matches(kept, "")


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("harbour pilot at noon") != hash_password("harbour pilot at noon")


def test_hash_is_argon2id() -> None:
    assert hash_password("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nobody_matches_without_a_hash() -> None:
    assert not matches(None, "nobody has this password")
    assert not matches("", "")
    assert not matches("no hash at all", "no hash at all")


def test_hash_with_other_costs_is_outdated() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("x")

    assert matches(weaker, "x")
    assert is_outdated(weaker)
    assert not is_outdated(hash_password("x"))
