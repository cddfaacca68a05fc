"""The remedies that ship: complete in both languages, and each known by one name only."""

from collections import Counter

import pytest

from portal.remedies.catalogue import catalogue, remedy_minutes

REMEDIES = catalogue()


def test_there_are_at_least_forty():
    assert len(REMEDIES) >= 40


@pytest.mark.parametrize("remedy", REMEDIES.values(), ids=REMEDIES.keys())
def test_each_says_what_it_is_how_long_it_takes_and_what_it_may_cost(remedy):
    assert set(remedy.titles) == set(remedy.aliases) == set(remedy.verify) == {"de", "en"}
    assert all(title.strip() for title in remedy.titles.values())
    assert all(len(names) >= 3 for names in remedy.aliases.values())
    assert 1 <= remedy.minutes <= 24 * 60
    assert remedy.risk in {"none", "low", "medium", "high"}
    assert set(remedy.consent) == ({"de", "en"} if remedy.risk == "high" else set())


@pytest.mark.parametrize("locale", ["de", "en"])
def test_no_two_share_a_title_or_an_alias(locale):
    said = Counter(
        name.casefold()
        for remedy in REMEDIES.values()
        for name in {remedy.titles[locale], *remedy.aliases[locale]}
    )
    assert [name for name, count in said.items() if count > 1] == []


@pytest.mark.parametrize("locale", ["de", "en"])
def test_no_alias_stands_there_twice(locale):
    for remedy in REMEDIES.values():
        assert len(set(remedy.aliases[locale])) == len(remedy.aliases[locale]), remedy.id


def test_minutes_are_known_by_id_and_nobody_changes_the_catalogue():
    assert remedy_minutes()["router.restart"] == REMEDIES["router.restart"].minutes
    with pytest.raises(TypeError):
        REMEDIES["router.restart"] = None
