"""What stands before and behind a case in a list, and whether a list still is what was shown."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.escalations.inbox.listing import (
    LONGEST,
    list_text,
    neighbours,
    read_list,
    shown_now,
)
from portal.escalations.inbox.places import place_text, read_place
from portal.escalations.inbox.queries import Place
from portal.escalations.models import Escalation, Status
from portal.web.access import Reader, Role
from tests.unit.escalations.conftest import NOW, Opening

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def cases(session: Session, people: dict[str, Person], opened: Opening) -> list[Escalation]:
    """Four of Lena's, due hour after hour, and one of a team that she is not in."""
    found = [opened(name) for name in ("first", "second", "third", "fourth")]
    noise = opened("noise", queue_key="web")
    for number, case in enumerate([*found, noise]):
        case.contact_id = people["Lena"].id
        case.due_at = NOW + number * HOUR
    noise.due_at = NOW + 1.5 * HOUR
    session.flush()
    return found


@pytest.fixture
def lena(people: dict[str, Person]) -> Reader:
    person = people["Lena"]
    return Reader(person.id, Role.AGENT, person.name, frozenset(q.id for q in person.queues))


def at(case: Escalation, **parts: str) -> dict[str, str]:
    """The list as it stood when this case was opened from it."""
    assert case.due_at is not None
    return {**parts, "after": place_text(Place(case.due_at, case.id))}


def around(
    session: Session, parts: dict[str, str], case: Escalation, reader: Reader
) -> tuple[str | None, str | None]:
    found = neighbours(session, parts, case.id, reader, now=NOW, zone=BERLIN)
    return tuple(one[0] if one else None for one in (found.before, found.behind))  # type: ignore[return-value]


def test_a4_neighbours_are_of_the_reader_s_own_teams(
    session: Session, cases: list[Escalation], lena: Reader
) -> None:
    first, second, _third, fourth = cases

    for parts in ({}, {"view": "all"}, {"team": "mail"}, {"view": "nonsense"}):
        assert around(session, at(second, **parts), second, lena) == ("first", "third")
    assert around(session, at(second, team="web"), second, lena) == (None, None)
    assert around(session, at(first), first, lena) == (None, "second")
    assert around(session, at(fourth), fourth, lena) == ("third", None)


def test_a_case_that_has_left_the_list_still_knows_its_neighbours(
    session: Session, cases: list[Escalation], lena: Reader
) -> None:
    parts = at(cases[1])
    cases[1].status, cases[1].due_at, cases[1].solved_at = Status.SOLVED.value, None, NOW
    session.flush()

    assert around(session, parts, cases[1], lena) == ("first", "third")


def test_solved_cases_are_walked_from_the_newest(
    session: Session, cases: list[Escalation], lena: Reader
) -> None:
    for number, case in enumerate(cases):
        case.status, case.due_at = Status.SOLVED.value, None
        case.solved_at = NOW - number * HOUR
    session.flush()
    place = place_text(Place(NOW - HOUR, cases[1].id))

    parts = {"view": "solved", "after": place}
    assert around(session, parts, cases[1], lena) == ("first", "third")


@pytest.mark.parametrize("parts", [{}, {"after": "x"}, {"q": "berger", "after": "0-0"}])
def test_without_a_place_nobody_is_beside_it(
    session: Session, cases: list[Escalation], lena: Reader, parts: dict[str, str]
) -> None:
    assert around(session, parts, cases[1], lena) == (None, None)


def test_a_list_that_is_filtered_has_neighbours_of_its_own(
    session: Session, cases: list[Escalation], lena: Reader
) -> None:
    for case, priority in zip(cases, ("urgent", "low", "high", "urgent"), strict=True):
        case.priority = priority
    session.flush()

    parts = at(cases[2], priority="pressing")
    assert around(session, parts, cases[2], lena) == ("first", "fourth")
    parts = at(cases[2], contact="nobody")
    assert around(session, parts, cases[2], lena) == (None, None)


def test_rows_are_another_version_after_an_act_and_another_promise(
    session: Session, cases: list[Escalation], lena: Reader
) -> None:
    before = shown_now(session, {}, lena, now=NOW, zone=BERLIN)
    assert [row.public_id for row in before] == [case.public_id for case in cases]
    assert shown_now(session, {}, lena, now=NOW, zone=BERLIN) == before

    cases[0].revision += 1
    cases[3].due_at = NOW + 9 * HOUR
    session.flush()
    after = shown_now(session, {}, lena, now=NOW, zone=BERLIN)
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        False,
        True,
        True,
        False,
    ]
    rest = shown_now(session, at(cases[1]), lena, now=NOW, zone=BERLIN)
    assert [row.public_id for row in rest] == ["third", "fourth"]


def test_an_address_is_read_and_written_without_loss() -> None:
    parts = {"view": "all", "team": "mail", "tags": "Ümläut & Co", "after": "12-7"}

    assert read_list(list_text(parts, "12-7")) == parts
    assert list_text(parts) == "view=all&team=mail&tags=%C3%9Cml%C3%A4ut+%26+Co"
    assert read_list("x=" + "y" * LONGEST) == {}
    place = Place(NOW, 7)
    assert read_place(place_text(place)) == place


@pytest.mark.parametrize(
    "text", ["", "x", "1-", "-1", "1-2-3", "9" * 18 + "-1", "-" + "9" * 17 + "-1", "1-２"]
)
def test_v2_anything_else_is_no_place(text: str) -> None:
    assert read_place(text) is None
