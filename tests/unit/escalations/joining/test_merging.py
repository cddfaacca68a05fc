"""Two cases become one: what was said, tried and promised goes on, and nobody reads what is not
theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import events_of
from portal.core.types import public_id
from portal.escalations.case_queries import case_by_public_id, context_lines
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.context import Line, Section
from portal.escalations.desk.operations import wait_for_customer
from portal.escalations.joining.operations import link_cases
from portal.escalations.joining.queries import linked_cases
from portal.escalations.messages import messages
from portal.escalations.models import Escalation, Promise, Status
from portal.escalations.operations import confirm_address, reopen, solve, write
from portal.escalations.outbox.models import State, UnsentReply
from portal.escalations.promises.ledger import recompute
from portal.escalations.promises.moving_operations import set_priority
from portal.escalations.promises.operations import open_promise
from portal.escalations.status.correcting import Typed, correct, corrections_of
from portal.escalations.tags.models import CaseTag, Tag, copied_of
from portal.service_hours.rules import Priority
from portal.web.access import Reader, Role
from tests.unit.escalations.conftest import NOW, Opening
from tests.unit.escalations.joining.conftest import LATER, Merging

EVERYTHING = Reader(user_id=1, role=Role.ADMIN)


@pytest.fixture
def reply(session: Session, people, office):
    def send(case: Escalation, then: Then = Then.GO_ON, minutes: int = 300) -> None:
        due = None if then is Then.SOLVED else LATER + timedelta(minutes=minutes)
        sent = Reply(public_id(), "Guten Tag", then, "Ich frage nach", due)
        send_reply(
            session, case, sent, revision=case.revision, author=people["Lena"], office=office,
            now=NOW,
        )  # fmt: skip

    return send


def told(session: Session, case: Escalation) -> None:
    """The log tells the ledger that is stored, and an open case has one open promise."""
    log = events_of(session, f"case:{case.id}")
    ledger = select(Promise.id, Promise.state).where(Promise.escalation_id == case.id)
    stored = {row.id: row.state for row in session.execute(ledger)}
    assert {entry.promise: entry.state.value for entry in recompute(log)} == stored
    is_open = case.status in ("new", "open", "waiting")
    assert list(stored.values()).count("open") == is_open


def test_all_that_was_said_and_tried_goes_on_in_the_case_that_stays(
    session: Session, confirmed: Opening, merging: Merging, reply, office
) -> None:
    tried = Line("attempt:x", Section.ATTEMPT, "", "Neu gestartet", NOW, remedy="router.restart",
                 outcome="no_change")  # fmt: skip
    kept = confirmed("berger", lines=[tried])
    gone = confirmed("again", words="Noch immer nicht.", lines=[
        tried, Line("fact:program", Section.FACT, "Programm", "Outlook"),
    ])  # fmt: skip
    reply(gone)
    write(session, gone, "Und nun?", (), office=office, now=NOW)
    merging(gone, kept)

    said = [message.body for message in messages(session, kept)]
    assert sorted(said) == sorted(["Noch immer nicht.", "Guten Tag", "Und nun?"])
    lines = [(line.text, line.outcome) for line in context_lines(session, kept)]
    assert lines == [("Neu gestartet", "no_change"), ("Outlook", "")]
    assert (gone.status, gone.merged_into_id) == (Status.CLOSED.value, kept.id)
    for case in (gone, kept):
        told(session, case)


def test_what_the_customer_had_corrected_stands_beside_its_line_there_as_well(
    session: Session, confirmed: Opening, merging: Merging, office
) -> None:
    program = Line("fact:program", Section.FACT, "Programm", "Outlook")
    device = Line("fact:device", Section.FACT, "Gerät", "Notebook")
    kept = confirmed(
        "berger", lines=[Line("fact:program", Section.FACT, "Programm", "Thunderbird")]
    )
    gone = confirmed("again", lines=[program, device])
    noise = confirmed("noise", lines=[program])
    for case, position, text in (
        (gone, 0, "Thunderbird"), (gone, 1, "Tablet"), (gone, 1, "Telefon"), (noise, 0, "Mutt"),
    ):  # fmt: skip
        correct(session, case, Typed(position, text, "", False), office=office, now=NOW)
    merging(gone, kept)

    def before(case: Escalation) -> dict[str, list[str]]:
        lines = {line.position: line.text for line in context_lines(session, case)}
        found = corrections_of(session, case)
        return {lines[at]: [one.text for one in every] for at, every in found.items()}

    assert before(kept) == {"Thunderbird": ["Outlook"], "Telefon": ["Notebook", "Tablet"]}
    assert before(gone) == before(kept)
    reopen(session, gone, office=office, now=LATER)
    merging(gone, kept)
    assert before(kept) == {"Thunderbird": ["Outlook"], "Telefon": ["Notebook", "Tablet"]}


@pytest.mark.parametrize(("gone_in", "kept_in", "whose"), [(60, 300, "gone"), (300, 60, "kept")])
def test_the_promise_that_falls_due_first_holds(
    session: Session, confirmed: Opening, merging: Merging, reply, gone_in, kept_in, whose
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    reply(kept, minutes=kept_in)
    reply(gone, minutes=gone_in)
    merging(gone, kept)

    promise = open_promise(session, kept)
    assert promise is not None
    assert promise.due_at == LATER + timedelta(minutes=60)
    assert kept.due_at == promise.due_at
    assert open_promise(session, gone) is None
    told(session, kept)


def test_what_waits_for_the_customer_is_ours_again_when_the_other_one_is(
    session: Session, confirmed: Opening, merging: Merging, people, reply
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    wait_for_customer(
        session, kept, NOW + timedelta(days=2), revision=kept.revision,
        actor_id=people["Lena"].id, now=NOW,
    )  # fmt: skip
    reply(gone)
    merging(gone, kept)

    promise = open_promise(session, kept)
    assert kept.status == Status.OPEN.value
    assert promise is not None
    assert promise.kind == "next_update"
    told(session, kept)


def test_a_late_promise_stays_broken_and_another_one_is_made(
    session: Session, confirmed: Opening, merging: Merging, people
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    wait_for_customer(
        session, kept, NOW + timedelta(days=9), revision=kept.revision,
        actor_id=people["Lena"].id, now=NOW,
    )  # fmt: skip
    much_later = NOW + timedelta(days=3)
    merging(gone, kept, now=much_later)

    states = select(Promise.state).where(Promise.escalation_id == gone.id)
    assert session.scalar(states) == "broken"
    promise = open_promise(session, kept)
    assert promise is not None
    assert promise.due_at > much_later
    told(session, gone)
    told(session, kept)


def test_a_solved_case_goes_into_an_open_one_and_changes_nothing_of_its_promise(
    session: Session, confirmed: Opening, merging: Merging
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    solve(session, gone, now=NOW)
    before = kept.due_at
    merging(gone, kept)

    assert kept.due_at == before
    assert kept.status == Status.NEW.value
    told(session, kept)


def test_the_higher_priority_and_the_links_of_both_stay(
    session: Session, confirmed: Opening, opened: Opening, merging: Merging, people, office
) -> None:
    kept, gone, noise = confirmed("berger"), confirmed("again"), opened("noise")
    lena = people["Lena"].id
    set_priority(
        session, gone, Priority.URGENT, revision=gone.revision, actor_id=lena, office=office,
        now=NOW,
    )  # fmt: skip
    link_cases(session, gone, noise, actor_id=lena, now=NOW)
    link_cases(session, gone, kept, actor_id=lena, now=NOW)
    merging(gone, kept)

    assert kept.priority == "urgent"
    assert [link.case.id for link in linked_cases(session, kept, EVERYTHING)] == [noise.id]


def test_the_tags_of_both_stay(
    session: Session, confirmed: Opening, merging: Merging, people
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    tags = [
        Tag(name=name, key=name, created_at=NOW, created_by_id=people["Lena"].id)
        for name in ("dns", "umzug")
    ]
    session.add_all(tags)
    session.flush()
    for case, tag in ((kept, tags[0]), (gone, tags[0]), (gone, tags[1])):
        session.add(CaseTag(escalation_id=case.id, tag_id=tag.id, **copied_of(case)))
    session.flush()
    merging(gone, kept)

    rows = session.scalars(select(CaseTag).order_by(CaseTag.tag_id)).all()
    assert [(row.escalation_id, row.tag.name, row.at) for row in rows] == [
        (kept.id, "dns", kept.due_at),
        (kept.id, "umzug", kept.due_at),
    ]


def test_a_reply_that_is_on_its_way_comes_back_to_its_author(
    session: Session, confirmed: Opening, merging: Merging, people
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    on_its_way = UnsentReply(
        escalation_id=gone.id, author_id=people["Tom"].id, state=State.WAITING.value,
        form={"body": "Guten Tag"}, revision=gone.revision, seen=0, pressed_at=NOW, send_at=LATER,
    )  # fmt: skip
    session.add(on_its_way)
    session.flush()
    merging(gone, kept)
    session.refresh(on_its_way)

    assert on_its_way.escalation_id == kept.id
    assert (on_its_way.state, on_its_way.why) == ("returned", "news")
    assert on_its_way.form == {"body": "Guten Tag"}


def test_a_chain_of_merges_leads_to_its_end(
    session: Session, confirmed: Opening, merging: Merging
) -> None:
    first, second, third = (confirmed(name) for name in ("berger", "again", "oncemore"))
    merging(third, second)
    merging(second, first)

    for name in ("again", "oncemore"):
        found = case_by_public_id(session, name)
        assert found is not None
        assert found.id == first.id


def test_said_twice_it_is_done_once(session: Session, confirmed: Opening, merging: Merging) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    merging(gone, kept)
    said = len(messages(session, kept))
    merging(gone, kept)

    assert len(messages(session, kept)) == said


def test_a3_the_link_of_a_stranger_does_not_lead_on(
    session: Session, opened: Opening, confirmed: Opening, merging: Merging, office
) -> None:
    kept, gone = confirmed("berger"), opened("stranger")
    merging(gone, kept)
    found = case_by_public_id(session, "stranger")
    assert found is not None
    assert found.id == gone.id

    confirm_address(session, gone, office=office, now=LATER)
    found = case_by_public_id(session, "stranger")
    assert found is not None
    assert found.id == kept.id


def test_a_page_of_either_that_is_still_open_is_outdated(
    session: Session, confirmed: Opening, merging: Merging, office
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    for _ in range(4):
        write(session, gone, "Noch etwas", (), office=office, now=NOW)
    seen = max(gone.revision, kept.revision)
    merging(gone, kept)

    assert kept.revision > seen


def test_who_writes_on_a_page_that_leads_nowhere_opens_the_case_again(
    session: Session, opened: Opening, confirmed: Opening, merging: Merging, office
) -> None:
    kept, gone = confirmed("berger"), opened("stranger")
    merging(gone, kept)
    write(session, gone, "Ich bin noch da", (), office=office, now=LATER)

    assert (gone.status, gone.merged_into_id) == ("open", None)
    told(session, gone)
