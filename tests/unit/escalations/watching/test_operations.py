"""Who is warned of a promise and when, and what the customer hears before it breaks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.absences import add_absence
from portal.accounts.models import Person
from portal.accounts.queues import set_queues
from portal.core.mail import OutboundMail
from portal.core.organisation import load_organisation
from portal.escalations.models import Basis, Promise
from portal.escalations.operations import confirm_address
from portal.escalations.promises.operations import make_promise, open_promise
from portal.escalations.rules import PromiseKind
from portal.escalations.watching.digest_operations import send_digests
from portal.escalations.watching.models import PromiseWarning
from portal.escalations.watching.operations import next_look, watch
from portal.escalations.watching.rules import marks_of
from portal.service_hours.models import DEFAULT
from portal.service_hours.operations import Draft, change_calendar, sync_service
from portal.service_hours.plans import SpecialDays, calendar_for
from portal.service_hours.queries import calendar_by_key, plan_of, plan_of_file
from tests.unit.escalations.conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
LENA, TOM = "lena@nordhafen.example", "tom@nordhafen.example"


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in November 2026; the case of these tests is opened on Monday the 23rd at 13:45."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture
def case(session, opened, office):
    """Lena's case, promised for 15:00, of a customer who has confirmed the address."""
    found = opened()
    confirm_address(session, found, office=office, now=NOW)
    return found


@pytest.fixture
def tick(session, office):
    """tick(moment): what the worker does at that time, as often as there is something to do."""

    def look(moment: datetime) -> None:
        for _twice in range(2):
            while watch(session, office, now=moment):
                pass
            send_digests(session, office, now=moment)
            session.expire_all()

    return look


def to(session, address: str) -> list[str]:
    """Kinds of mail that went to an address, without the first ones about the case."""
    rows = session.scalars(select(OutboundMail).order_by(OutboundMail.id))
    return [mail.kind for mail in rows if mail.recipient == address]


def stages(session) -> list[tuple[str, str]]:
    rows = session.scalars(select(PromiseWarning).order_by(PromiseWarning.id)).all()
    names = {row.person_id: session.get_one(Person, row.person_id).name for row in rows}
    return [(row.stage, names[row.person_id].split()[0]) for row in rows]


def test_half_and_most_of_the_time_are_told_to_the_contact_person_once(session, case, tick):
    for moment in (local(23, 13, 50), local(23, 14, 20)):
        tick(moment)
    assert stages(session) == []
    tick(local(23, 14, 23))
    assert stages(session) == [("half", "Lena")]
    assert to(session, LENA) == ["team.promises"]
    for moment in (local(23, 14, 30), local(23, 14, 44)):
        tick(moment)
    assert stages(session) == [("half", "Lena")]


def test_the_customer_hears_of_a_delay_before_the_date_passes(session, case, tick):
    before = len(to(session, "sabine@baeckerei-berger.example"))
    tick(local(23, 14, 46))
    moved, now = session.scalars(select(Promise).order_by(Promise.id)).all()
    assert (moved.state, now.state, now.basis) == ("moved", "open", Basis.EXTENSION)
    assert (now.moved_from_id, case.due_at) == (moved.id, local(23, 16, 30))
    assert now.reason == "We need longer than we thought. Your request is not forgotten."
    mails = session.scalars(select(OutboundMail).order_by(OutboundMail.id)).all()
    (told,) = [mail for mail in mails if mail.kind == "case.moved"]
    assert "15:00 takes longer" in told.text
    assert "16:30" in told.text
    assert len(to(session, "sabine@baeckerei-berger.example")) == before + 1
    # Who should have kept it and who may step in both know.
    assert sorted(stages(session)) == [("extended", "Lena"), ("extended", "Tom")]
    assert to(session, TOM) == ["team.promises"]


def test_patience_is_asked_for_twice_then_a_promise_breaks_and_the_deputy_hears_of_it(
    session, case, tick
):
    moment = local(23, 14, 0)
    while moment < local(25, 12):
        tick(moment)
        moment += 15 * MINUTE
    promises = session.scalars(select(Promise).order_by(Promise.id)).all()
    assert [promise.state for promise in promises] == ["moved", "moved", "open"]
    assert promises[-1].due_at < moment
    assert ("broken", "Tom") in stages(session)
    assert [stage for stage, _who in stages(session)].count("broken") == 1
    assert promises[-1].look_at is None


def test_nobody_is_mailed_at_night(session, case, tick):
    session.expire_all()
    make_promise(
        session,
        case,
        PromiseKind.NEXT_UPDATE,
        "Lena sieht nach",
        local(24, 8, 30),
        made_by=case.contact_id,
        fulfils=True,
        now=local(23, 17, 50),
    )
    moment = local(23, 17, 55)
    while moment <= local(24, 9):
        tick(moment)
        moment += 5 * MINUTE
    for row in session.scalars(select(PromiseWarning)):
        assert (
            row.mailed_at is None or local(24, 8) <= row.mailed_at or row.mailed_at < local(23, 18)
        )
    mails = session.scalars(select(OutboundMail.created_at)).all()
    assert not [at for at in mails if local(23, 18) <= at < local(24, 8)]
    assert open_promise(session, case).basis == Basis.EXTENSION


def test_several_promises_come_in_one_mail(session, case, opened, tick, people):
    set_queues(session, people["Tom"], (), actor_id=None, now=NOW)
    opened("second", email="other@example.org")
    opened("third", email="third@example.org")
    tick(local(23, 14, 25))
    assert to(session, LENA) == ["team.promises"]
    (mail,) = [
        mail for mail in session.scalars(select(OutboundMail)) if mail.kind == "team.promises"
    ]
    assert mail.text.count("/agent/cases/") == 3
    assert "senden" not in mail.text  # nothing that a customer wrote


def test_what_was_answered_meanwhile_is_not_told(session, case, tick, office):
    while watch(session, office, now=local(23, 13, 50)):
        pass
    watch(session, office, now=local(23, 14, 25))
    assert stages(session) == [("half", "Lena")]
    make_promise(
        session,
        case,
        PromiseKind.NEXT_UPDATE,
        "Lena sieht nach",
        local(24, 16),
        made_by=case.contact_id,
        fulfils=True,
        now=local(23, 14, 26),
    )
    tick(local(23, 14, 27))
    assert to(session, LENA) == []
    assert stages(session) == []


def test_who_has_gone_away_is_not_mailed_what_waited_for_them(session, case, tick, people, office):
    lena = people["Lena"]
    watch(session, office, now=local(23, 13, 50))
    watch(session, office, now=local(23, 14, 23))
    assert stages(session) == [("half", "Lena")]
    add_absence(
        session,
        lena,
        local(23, 14, 24),
        local(25, 0),
        None,
        actor_id=lena.id,
        now=local(23, 14, 24),
    )
    for moment in (local(23, 14, 30), local(23, 14, 46)):
        tick(moment)
    assert to(session, LENA) == []
    assert to(session, TOM) == ["team.promises"] * 2  # what waited, then that it is about to break


def test_what_waited_for_somebody_who_has_gone_their_deputy_hears(
    session, case, tick, people, office
):
    lena, leaving = people["Lena"], local(23, 14, 24)
    watch(session, office, now=local(23, 13, 50))
    watch(session, office, now=local(23, 14, 23))
    assert stages(session) == [("half", "Lena")]
    add_absence(session, lena, leaving, local(25, 0), None, actor_id=lena.id, now=leaving)
    send_digests(session, office, now=local(23, 14, 25))
    assert (to(session, LENA), to(session, TOM)) == ([], ["team.promises"])
    assert stages(session) == [("half", "Tom")]


def test_a4_who_has_left_the_team_hears_nothing_of_its_cases(session, case, tick, people):
    set_queues(session, people["Lena"], (), actor_id=None, now=NOW)
    moment = local(23, 14, 0)
    while moment < local(24, 18):
        tick(moment)
        moment += 30 * MINUTE
    assert to(session, LENA) == []
    assert {who for _stage, who in stages(session)} == {"Tom"}


def test_waiting_for_the_customer_warns_nobody(session, case, tick):
    make_promise(
        session,
        case,
        PromiseKind.YOUR_ANSWER,
        "Sie antworten",
        local(24, 8),
        made_by=case.contact_id,
        fulfils=True,
        now=NOW,
    )
    tick(local(24, 9))
    assert stages(session) == []
    assert open_promise(session, case).kind == "your_answer"
    assert next_look(session) is None


def test_the_watch_that_was_away_over_the_date_moves_nothing_that_is_broken(session, case, tick):
    tick(local(23, 15, 30))
    promise = open_promise(session, case)
    assert promise.due_at == local(23, 15)
    assert stages(session) == [("broken", "Tom")]


def test_a_calendar_that_changes_leaves_promises_their_dates_and_the_customer_hears_in_time(
    session, case, tick, office
):
    """At two in the afternoon today becomes a closing day."""
    sync_service(session, office.organisation, now=NOW)
    row = calendar_by_key(session, DEFAULT)
    today = SpecialDays(date(2026, 11, 23), date(2026, 11, 23), "Betriebsausflug")
    plan = replace(plan_of(row), special=(today,))
    change_calendar(
        session,
        row,
        Draft("Servicezeiten", plan),
        revision=row.revision,
        most_minutes=150,
        actor_id=None,
        now=local(23, 14),
    )
    tick(local(23, 14, 5))
    assert open_promise(session, case).due_at == local(23, 15)
    tick(local(23, 14, 50))
    moved = open_promise(session, case)
    assert (moved.basis, moved.due_at) == (Basis.EXTENSION, local(24, 9, 30))
    assert to(session, LENA) == []  # nobody is here: the team hears of it tomorrow
    tick(local(24, 8, 5))
    assert to(session, LENA) == ["team.promises"]


def test_what_a_killed_worker_did_not_finish_is_done_once(session, case, office):
    """The rows and the mails of a look stand or fall together."""
    session.commit()
    for _attempt in range(3):
        watch(session, office, now=local(23, 14, 46))
        send_digests(session, office, now=local(23, 14, 46))
        session.rollback()
    for _again in range(2):
        watch(session, office, now=local(23, 14, 46))
        send_digests(session, office, now=local(23, 14, 46))
        session.commit()
    kinds = [mail.kind for mail in session.scalars(select(OutboundMail))]
    assert kinds.count("case.moved") == 1
    assert kinds.count("team.promises") == 2  # to whom it belongs, and to who may step in


made = st.integers(0, 20 * 24 * 60).map(lambda passed: NOW + passed * MINUTE)


@given(made, st.integers(15, 10 * 24 * 60), st.integers(0, 60))
def test_marks_lie_in_their_order_between_making_and_due(office_calendar, made_at, length, notice):
    due_at = made_at + length * MINUTE
    marks = marks_of(office_calendar(made_at), made_at, due_at, notice)
    assert made_at <= marks.half <= marks.most <= due_at
    assert made_at <= marks.notice <= due_at


@pytest.fixture(scope="module")
def office_calendar():
    plan = plan_of_file(load_organisation().hours)
    return lambda moment: calendar_for(plan, moment)
