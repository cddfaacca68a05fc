"""What customers do with a case, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.queues import set_queues
from portal.core.mail import OutboundMail
from portal.escalations.case_queries import Happened, case_by_link, context_lines, time_line
from portal.escalations.context import Line, Section
from portal.escalations.links import Purpose, token_for
from portal.escalations.messages import add_message
from portal.escalations.models import Escalation, MessageKind, Promise, Status
from portal.escalations.operations import confirm_address, reopen, solve, write
from portal.escalations.promises.operations import close_promise, make_promise, open_promise
from portal.escalations.rules import PromiseKind
from tests.unit.escalations.conftest import NOW

LATER = NOW + timedelta(hours=1)


def states(session, case):
    rows = select(Promise.state).where(Promise.escalation_id == case.id).order_by(Promise.id)
    return list(session.scalars(rows))


def mails(session):
    return list(session.scalars(select(OutboundMail).order_by(OutboundMail.id)))


def test_a_case_has_a_number_a_person_and_a_promise_at_once(session, opened):
    case = opened()

    promise = open_promise(session, case)
    assert case.number == 10_001
    assert case.contact.name == "Lena Braun"
    assert case.subject == "Ich kann nicht senden"
    assert promise.text == "Lena Braun reads your request and writes to you"
    assert promise.due_at == case.due_at == NOW + timedelta(minutes=75)


def test_sent_twice_is_one_case(session, opened):
    assert opened("same") is opened("same", words="anders")
    assert session.scalar(select(func.count(Escalation.id))) == 1


def test_the_next_case_goes_to_whoever_has_the_fewest_open(session, opened):
    first, second, third = (opened(key, email=f"{key}@example.org") for key in "abc")
    assert [case.contact.name for case in (first, second, third)] == [
        "Lena Braun",
        "Tom Behrens",
        "Lena Braun",
    ]

    solve(session, first, now=NOW)
    solve(session, third, now=NOW)
    assert opened("d", email="d@example.org").contact.name == "Lena Braun"


def test_a_queue_without_people_leaves_the_case_to_nobody(session, opened, people):
    people["Tom"].active = False
    set_queues(session, people["Lena"], (), actor_id=None, now=NOW)

    case = opened()

    assert case.contact is None
    assert open_promise(session, case).text.startswith("Our team E-mail reads")


def test_what_travelled_along_is_kept_as_it_was_shown(session, opened):
    line = Line(
        key="attempt:x",
        section=Section.ATTEMPT,
        label="",
        text="Computer neu gestartet",
        at=NOW,
        remedy="device.restart",
        outcome="no_change",
        before=True,
        note="zweimal",
    )
    (kept,) = context_lines(session, opened(lines=(line,)))
    assert (kept.text, kept.outcome, kept.note, kept.before) == (
        "Computer neu gestartet",
        "no_change",
        "zweimal",
        True,
    )


def test_the_database_takes_one_open_promise_only(session, opened):
    case = opened()
    session.add(
        Promise(
            escalation_id=case.id,
            kind="next_update",
            text="x",
            due_at=NOW,
            made_at=NOW,
            state="open",
        )
    )
    with pytest.raises(Exception, match=r"(?i)unique"):
        session.flush()


def test_an_act_that_was_promised_keeps_the_promise(session, opened):
    case = opened()
    due = NOW + timedelta(days=1)
    make_promise(
        session,
        case,
        PromiseKind.NEXT_UPDATE,
        "Lena sieht nach",
        due,
        made_by=case.contact_id,
        fulfils=True,
        now=LATER,
    )
    assert states(session, case) == ["kept", "open"]
    assert case.due_at == due


def test_a_late_promise_stays_broken(session, opened):
    case = opened()
    close_promise(session, case, fulfilled=True, ends=False, now=NOW + timedelta(hours=2))
    assert states(session, case) == ["broken"]
    assert case.due_at is None


def test_a_message_leaves_the_open_promise_alone(session, opened, office):
    case = opened()
    write(session, case, "Noch etwas", (), office=office, now=LATER)
    assert states(session, case) == ["open"]
    assert case.status == Status.NEW


def test_an_answer_we_waited_for_brings_a_promise_of_ours(session, opened, office):
    case = opened()
    case.status = Status.WAITING.value
    make_promise(
        session,
        case,
        PromiseKind.YOUR_ANSWER,
        "Sie antworten",
        NOW + timedelta(minutes=1),
        made_by=case.contact_id,
        fulfils=True,
        now=NOW,
    )
    write(session, case, "Hier", (), office=office, now=LATER)
    assert states(session, case) == ["kept", "kept", "open"]
    assert open_promise(session, case).kind == PromiseKind.NEXT_UPDATE
    assert case.status == Status.OPEN


def test_solved_ends_the_promise_and_not_yet_brings_one_back(session, opened, office):
    case = opened()
    solve(session, case, now=LATER)
    solve(session, case, now=LATER)
    assert (case.status, case.solved_at, states(session, case)) == ("solved", LATER, ["void"])

    reopen(session, case, office=office, now=LATER)
    reopen(session, case, office=office, now=LATER)
    assert (case.status, case.solved_at) == ("open", None)
    assert states(session, case) == ["void", "open"]


def test_writing_to_a_solved_case_opens_it_again(session, opened, office):
    case = opened()
    solve(session, case, now=LATER)
    write(session, case, "Es geht wieder nicht", (), office=office, now=LATER)
    assert case.status == Status.OPEN
    assert open_promise(session, case) is not None


def test_the_time_line_tells_no_note(session, opened, people, office):
    case = opened()
    lena = people["Lena"].id
    add_message(session, case, MessageKind.NOTE, "geheim", author_id=lena, now=LATER)
    add_message(
        session,
        case,
        MessageKind.REPLY,
        "Guten Tag",
        author_id=lena,
        now=LATER + timedelta(minutes=1),
    )
    write(session, case, "Danke", (), office=office, now=LATER + timedelta(minutes=2))

    entries = time_line(session, case)

    assert [(entry.happened, entry.who) for entry in entries] == [
        (Happened.WROTE, ""),
        (Happened.REPLIED, "Lena Braun"),
        (Happened.SENT, ""),
    ]
    assert "geheim" not in repr(entries)


def test_a_case_opens_by_its_own_link_only_a1_a2(session, opened):
    case, other = opened("one"), opened("two")
    link = token_for(case.public_id, Purpose.CASE, "secret")
    code = link.partition("-")[2]

    assert case_by_link(session, link, "secret") is case
    for wrong in ("", "one", "one-", f"two-{code}", f"{link}x", str(case.number), "ä-ö"):
        assert case_by_link(session, wrong, "secret") is None
    assert case_by_link(session, token_for("one", Purpose.DRAFT, "secret"), "secret") is None
    assert case_by_link(session, link, "another secret") is None
    assert other.id != case.id


def test_one_neutral_mail_to_an_address_in_24_hours_m1(session, opened):
    for number in range(5):
        opened(f"case{number}", words="Kaufen Sie bei evil.example", name="Gewinnspiel")
    (mail,) = mails(session)
    assert mail.recipient == "sabine@baeckerei-berger.example"
    for told in ("evil", "Gewinnspiel", "Kaufen"):
        assert told not in mail.subject + mail.text

    opened("next day", now=NOW + timedelta(hours=24))
    assert len(mails(session)) == 2


def test_a_confirmed_address_gets_the_acknowledgement_in_full(session, opened, office):
    case = opened()
    confirm_address(session, case, office=office, now=LATER)
    confirm_address(session, case, office=office, now=LATER)

    neutral, full = mails(session)
    assert full.follows == [neutral.message_id]
    assert "> Ich kann nicht senden" in full.text
    assert "Lena Braun" in full.text
    assert "15:00" in full.text  # 14:00 UTC, as the customer's clock shows it
    assert "token=" not in full.text


def test_another_case_of_a_confirmed_address_does_not_carry_its_words_by_mail_m1(
    session, opened, office
):
    confirm_address(session, opened("one"), office=office, now=NOW)
    opened("two", words="Kaufen Sie bei evil.example", now=LATER)
    newest = mails(session)[-1]
    assert "Lena Braun" in newest.text or "Tom Behrens" in newest.text
    assert "evil" not in newest.text


def test_a_stranger_who_types_a_confirmed_address_has_confirmed_nothing_a11(
    session, opened, office
):
    confirm_address(session, opened("one"), office=office, now=NOW)
    second = opened("two", now=LATER)
    assert second.confirmed_at is None
    assert (
        "token=" in mails(session)[-1].text
    )  # the address's owner may still say that it is theirs

    confirm_address(session, second, office=office, now=LATER)
    assert second.confirmed_at == LATER
    assert second.requester.confirmed_at == NOW
