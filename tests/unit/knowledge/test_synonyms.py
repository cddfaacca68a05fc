"""Synonyms in force: each process searches with a change from its next search on."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.core.db import engine_options, transaction
from portal.core.errors import Conflict
from portal.core.events import events_of
from portal.knowledge.synonym_operations import (
    add_group,
    add_starter_synonyms,
    change_group,
    remove_group,
    version,
)
from portal.knowledge.synonyms import current_synonyms, synonym_groups


@pytest.fixture
def processes(database_url):
    """Two processes as the database sees them: engines of their own."""
    engines = [create_engine(**engine_options(database_url)) for _ in range(2)]
    with Session(engines[0]) as one, Session(engines[1]) as other:
        yield one, other
    for engine in engines:
        engine.dispose()


def expanded(session, text="Funknetz", locale="de"):
    session.rollback()  # a request reads in a transaction of its own
    return current_synonyms(session).expand(text, locale)


def test_a_group_counts_from_the_next_search_on_in_every_process(processes, clock):
    one, other = processes
    with transaction(one):
        add_group(one, "en", ("password", "passcode"), actor_id=None, now=clock())  # noise
    assert expanded(one) == expanded(other) == ()

    with transaction(one):
        group = add_group(one, "de", ("WLAN", "Funknetz"), actor_id=None, now=clock())
    assert expanded(one) == expanded(other) == ("WLAN",)

    with transaction(one):
        change_group(
            one,
            group,
            "de",
            ("Hotspot", "Funknetz"),
            base=version(group),
            actor_id=None,
            now=clock() - timedelta(hours=1),  # a clock that goes wrong
        )
    assert expanded(one) == expanded(other) == ("Hotspot",)

    with transaction(one):
        remove_group(one, group, actor_id=None, now=clock())
    assert expanded(one) == expanded(other) == ()
    assert [event.name for event in events_of(one, f"synonyms:{group.id}")] == [
        "synonyms.added",
        "synonyms.changed",
        "synonyms.removed",
    ]


def test_without_a_change_nothing_is_made_again(processes, clock):
    one, _ = processes
    with transaction(one):
        add_group(one, "de", ("WLAN", "Funknetz"), actor_id=None, now=clock())
    made = current_synonyms(one)
    assert current_synonyms(one) is made


def test_who_was_slower_overwrites_nothing(processes, clock):
    one, other = processes
    with transaction(one):
        group = add_group(one, "de", ("WLAN", "Funknetz"), actor_id=None, now=clock())
    base = version(group)
    with transaction(one):
        change = ("WLAN", "WiFi")
        change_group(one, group, "de", change, base=base, actor_id=None, now=clock())

    (late,) = synonym_groups(other)
    change = ("WLAN", "Hotspot")
    with pytest.raises(Conflict), transaction(other):
        change_group(other, late, "de", change, base=base, actor_id=None, now=clock())
    assert [group.words for group in synonym_groups(other)] == [["WLAN", "WiFi"]]


def test_the_starter_groups_come_once_and_never_beside_own_ones(processes, clock):
    one, other = processes
    with transaction(one):
        add_starter_synonyms(one, now=clock())
    assert expanded(other, "Kennwort vergessen") == ("Passwort",)
    assert expanded(other, "passcode lost", "en")
    count = len(synonym_groups(one))
    with transaction(one):
        add_starter_synonyms(one, now=clock())
    assert len(synonym_groups(one)) == count


def test_groups_are_found_by_a_part_of_a_word_and_by_language(processes, clock):
    one, _ = processes
    with transaction(one):
        add_group(one, "de", ("WLAN", "Funknetz"), actor_id=None, now=clock())
        add_group(one, "de", ("Rechnung", "Faktura"), actor_id=None, now=clock())
        add_group(one, "en", ("Wi-Fi", "WLAN"), actor_id=None, now=clock())
    first = [group.words[0] for group in synonym_groups(one, text="wlan")]
    assert first == ["Wi-Fi", "WLAN"]
    assert [group.words[0] for group in synonym_groups(one, locale="de", text="netz")] == ["WLAN"]
    assert synonym_groups(one, text="%") == []
