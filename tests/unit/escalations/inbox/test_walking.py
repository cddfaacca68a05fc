"""Filtered lists: the same as looking at every case, page after page, without doing so."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.escalations.inbox import queries, walking
from portal.escalations.inbox.count_queries import MOST_COUNTED
from portal.escalations.inbox.filters import span_of, view_of
from portal.escalations.inbox.narrowing import Narrowing, narrowed
from portal.escalations.inbox.queries import PAGE_SIZE, View
from portal.escalations.inbox.walking import Count, count_filtered, filtered_cases
from portal.escalations.models import Escalation
from portal.escalations.tags.models import CaseTag, Tag, copied_of
from portal.web.access import ANONYMOUS, Reader, Role
from tests.unit.escalations.conftest import NOW
from tests.unit.escalations.inbox.test_queries import expected, many, plans, reader_of  # noqa: F401

BERLIN = ZoneInfo("Europe/Berlin")
PRESSING = ("urgent", "high")
FILTERS = [
    {"priority": "urgent"},
    {"priority": "pressing"},
    {"priority": "high", "view": "mine"},
    {"priority": "normal", "status": "waiting", "team": "mail"},
    {"tags": "even"},
    {"tags": "even, third"},
    {"tags": "third", "view": "mine"},
    {"tags": "third", "view": "deputy", "priority": "high"},
    {"tags": "third", "view": "solved"},
    {"tags": "third", "contact": "me", "language": "en"},
    {"contact": "nobody"},
    {"contact": "colleague"},
    {"contact": "colleague", "view": "overdue", "priority": "low"},
    {"contact": "me", "view": "solved"},
    {"contact": "nobody", "view": "passed_around"},
    {"language": "en"},
    {"language": "en", "status": "solved"},
    {"language": "de", "view": "waiting"},
    {"created": "today", "view": "unassigned"},
    {"changed_to": "2026-11-21"},
    {"due_from": "2026-11-23", "due_to": "2026-11-23", "priority": "low"},
    {"due": "today", "tags": "even"},
    {"status": "new", "view": "solved"},
]


@pytest.fixture
def varied(session: Session, people: dict[str, Person], many: int) -> None:  # noqa: F811
    """The many cases with languages, priorities, dates and tags; and a tag that stands on none."""
    tags = [
        Tag(name=name, key=name, created_at=NOW, created_by_id=people["Lena"].id)
        for name in ("even", "third", "noise")
    ]
    session.add_all(tags)
    session.flush()
    rows: list[dict[str, Any]] = []
    for number, case in enumerate(session.query(Escalation).order_by(Escalation.id)):
        case.locale = ("de", "de", "en")[number // 7 % 3]
        case.priority = ("low", "normal", "high", "urgent")[number // 11 % 4]
        case.created_at = NOW - timedelta(days=number % 9)
        case.changed_at = NOW - timedelta(days=number % 4)
        wanted = [tags[0]] * (number // 2 % 2 == 0) + [tags[1]] * (number // 5 % 3 == 0)
        rows += [{"escalation_id": case.id, "tag_id": t.id, **copied_of(case)} for t in wanted]
    session.flush()
    session.execute(insert(CaseTag), rows)


def asked(session: Session, wanted: dict[str, str], reader: Reader) -> Narrowing:
    return narrowed(session, wanted, reader, now=NOW, zone=BERLIN)


def listed(session: Session, narrowing: Narrowing, reader: Reader) -> list[Any]:
    rows, after = [], None
    while True:
        page = filtered_cases(session, narrowing, reader, after=after, now=NOW)
        assert len(page.rows) <= PAGE_SIZE
        rows += page.rows
        if page.following is None:
            return rows
        assert page.following != after
        after = page.following


def fits(case: Escalation, tags: set[str], wanted: dict[str, str], people: Any) -> bool:
    """The filter read aloud, for one case."""
    ids = {"me": people["Lena"].id, "nobody": None, people["Tom"].public_id: people["Tom"].id}
    priorities = PRESSING if wanted.get("priority") == "pressing" else (wanted.get("priority"),)
    within = all(
        (span.start is None or (at is not None and at >= span.start))
        and (span.end is None or (at is not None and at < span.end))
        for at, moment in (
            (case.created_at, "created"), (case.changed_at, "changed"), (case.due_at, "due"),
        )
        for span in [span_of(wanted, moment, NOW, BERLIN)]
    )  # fmt: skip
    return (
        within
        and ("priority" not in wanted or case.priority in priorities)
        and ("status" not in wanted or case.status == wanted["status"])
        and ("language" not in wanted or case.locale == wanted["language"])
        and ("contact" not in wanted or case.contact_id == ids[wanted["contact"]])
        and ("tags" not in wanted or set(wanted["tags"].split(", ")) <= tags)
        and ("team" not in wanted or case.queue.key == wanted["team"])
    )


@pytest.mark.parametrize("wanted", FILTERS, ids=lambda wanted: " ".join(wanted.values()))
def test_a4_a_filter_holds_exactly_what_fits_of_the_reader_s_cases(
    session: Session,
    people: dict[str, Person],
    varied: None,
    wanted: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walking, "MOST_LOOKED_AT", 150)
    for module in (walking, queries):
        monkeypatch.setattr(module, "PAGE_SIZE", 10)
    if wanted.get("contact") == "colleague":
        wanted = wanted | {"contact": people["Tom"].public_id}
    tags = defaultdict(set)
    for row in session.query(CaseTag):
        tags[row.escalation_id].add(row.tag.name)
    for role in (Role.AGENT, Role.ADMIN):
        reader = reader_of(people["Lena"], role)
        narrowing = asked(session, wanted, reader)
        view = view_of(wanted)
        mine = expected(session, view, reader)
        right = {
            case.id
            for case in session.query(Escalation)
            if case.id in mine and fits(case, tags[case.id], wanted, people)
        }

        rows = listed(session, narrowing, reader)

        assert [row.case_id for row in rows] == list(dict.fromkeys(row.case_id for row in rows))
        assert {row.case_id for row in rows} == right
        times = [row.solved_at if view is View.SOLVED else row.due_at for row in rows]
        assert all((a >= b) if view is View.SOLVED else (a <= b) for a, b in pairwise(times))
        right_count = Count(min(len(right), MOST_COUNTED), len(right) > MOST_COUNTED)
        assert count_filtered(session, [narrowing], reader, now=NOW) == [right_count]


@pytest.mark.parametrize(
    "wanted",
    [{"team": "web"}, {"tags": "noise"}, {"tags": "even, unheard of"}, {"contact": "zzzz"}],
    ids=str,
)
def test_a4_what_is_not_the_reader_s_fits_nothing_and_is_named(
    session: Session, people: dict[str, Person], varied: None, wanted: dict[str, str]
) -> None:
    reader = reader_of(people["Lena"])

    narrowing = asked(session, wanted, reader)

    assert len(narrowing.missing) == 1
    assert listed(session, narrowing, reader) == []
    assert count_filtered(session, [narrowing], reader, now=NOW) == [Count(0, False)]


def test_a4_whoever_is_in_no_team_finds_nothing(
    session: Session, people: dict[str, Person], varied: None
) -> None:
    for reader in (ANONYMOUS, Reader(people["Lena"].id, Role.LEAD)):
        narrowing = asked(session, {"language": "en"}, reader)
        assert listed(session, narrowing, reader) == []


def test_a_count_that_stopped_early_says_that_there_may_be_more(
    session: Session,
    people: dict[str, Person],
    varied: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = reader_of(people["Lena"])
    wanted = [asked(session, given, reader) for given in ({"language": "en"}, {"priority": "low"})]
    whole = count_filtered(session, wanted, reader, now=NOW)
    monkeypatch.setattr(walking, "MOST_LOOKED_AT_TO_COUNT", 30)

    some, low = count_filtered(session, wanted, reader, now=NOW)

    assert (some.more, low) == (True, whole[1])
    assert some.number < whole[0].number


@pytest.mark.parametrize("wanted", FILTERS[::2], ids=lambda wanted: " ".join(wanted.values()))
def test_no_filter_reads_cases_one_by_one(
    session: Session, people: dict[str, Person], varied: None, wanted: dict[str, str]
) -> None:
    reader = reader_of(people["Lena"])
    if wanted.get("contact") == "colleague":
        wanted = wanted | {"contact": people["Tom"].public_id}
    narrowing = asked(session, wanted, reader)
    with plans(session) as read:
        filtered_cases(session, narrowing, reader, after=None, now=NOW)
        count_filtered(session, [narrowing], reader, now=NOW)

    assert read
    for plan in read:
        assert "SCAN escalation" not in plan
        assert "SCAN case_tag" not in plan
        assert "Seq Scan" not in plan
