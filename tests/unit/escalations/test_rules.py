"""What may happen to a case, and how promises end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Conflict
from portal.escalations.models import PromiseState, Status
from portal.escalations.rules import (
    LONGEST_SUBJECT,
    Act,
    Pace,
    PromiseKind,
    closed_as,
    pace_of,
    spoken,
    status_after,
    subject_of,
)

DUE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "act", "after"),
    [
        (Status.NEW, Act.WRITE, Status.NEW),
        (Status.WAITING, Act.WRITE, Status.OPEN),
        (Status.SOLVED, Act.WRITE, Status.OPEN),
        (Status.NEW, Act.REPLY, Status.OPEN),
        (Status.SOLVED, Act.REPLY, Status.OPEN),
        (Status.OPEN, Act.WAIT, Status.WAITING),
        (Status.WAITING, Act.SOLVE, Status.SOLVED),
        (Status.CLOSED, Act.REOPEN, Status.OPEN),
    ],
)
def test_an_act_leads_to_a_status(status, act, after):
    assert status_after(status, act) is after


@pytest.mark.parametrize(
    ("status", "act"),
    [(Status.SOLVED, Act.SOLVE), (Status.SOLVED, Act.WAIT), (Status.OPEN, Act.REOPEN)],
)
def test_an_act_that_somebody_was_quicker_with_is_a_conflict(status, act):
    with pytest.raises(Conflict):
        status_after(status, act)


@pytest.mark.parametrize(
    ("fulfilled", "ends", "now", "state"),
    [
        (True, False, DUE, PromiseState.KEPT),
        (False, False, DUE - SECOND, PromiseState.MOVED),
        (False, True, DUE - SECOND, PromiseState.VOID),
        (True, True, DUE, PromiseState.KEPT),
        (True, False, DUE + SECOND, PromiseState.BROKEN),
        (False, True, DUE + SECOND, PromiseState.BROKEN),
    ],
)
def test_a_promise_is_kept_moved_void_or_for_ever_broken(fulfilled, ends, now, state):
    kind = PromiseKind.NEXT_UPDATE
    assert closed_as(kind, DUE, fulfilled=fulfilled, ends=ends, now=now) is state


def test_a_customer_who_answers_late_breaks_no_promise_of_ours():
    late = DUE + timedelta(days=3)
    kind = PromiseKind.YOUR_ANSWER
    assert closed_as(kind, DUE, fulfilled=True, ends=False, now=late) is PromiseState.KEPT


@pytest.mark.parametrize(
    ("age", "known", "pace"),
    [
        (None, True, Pace.STALE),
        (timedelta(hours=25), True, Pace.STALE),
        (timedelta(0), False, Pace.QUICK),
        (timedelta(0), True, Pace.HUMAN),
        (timedelta(seconds=2), False, Pace.HUMAN),
        (timedelta(hours=24), False, Pace.HUMAN),
    ],
)
def test_v7_a_form_comes_back_at_the_pace_of_a_person(age, known, pace):
    assert pace_of(age, known=known) is pace


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Ich kann nicht senden. Seit Freitag.", "Ich kann nicht senden"),
        ("\n\n  Hilfe!\nEs geht nichts.", "Hilfe!"),
        ("Port 465. 587 auch nicht", "Port 465"),
        ("ein Wort", "ein Wort"),
        ("wort " * 40, ("wort " * 15).strip() + "…"),
        ("x" * 200, "x" * 79 + "…"),
    ],
)
def test_a_case_is_called_by_its_first_sentence(words, subject):
    assert subject_of(words) == subject


@given(st.text(max_size=500))
def test_a_subject_is_one_short_line_m2(words):
    subject = subject_of(words)
    assert len(subject) <= LONGEST_SUBJECT
    assert len(subject.splitlines()) <= 1


def test_numbers_read_in_groups():
    assert spoken(48217) == "48\N{NO-BREAK SPACE}217"
