"""What earlier cases know of a caller is not asked again, and a customer number finds them."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.worker import Worker
from portal.escalations.context import Line, Section
from tests.conftest import SettableClock
from tests.web.cases.test_phone import PHONE, form_of_call, look
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient


@pytest.fixture
def numbered(app: Flask, changing: Change, case: str, clock: SettableClock, worker: Worker) -> str:
    """The public id of a case that states a customer number."""
    number = Line("fact:customer_number", Section.FACT, "Kundennummer", "204 183")
    error = Line("fact:error_text", Section.FACT, "Fehlermeldung", "0x80042109")
    with changing() as session:
        found = hand_over(
            app, session, now=clock(), queue_key="mail", name="Hanne Lürs",
            email="hanne@luers.example", lines=(number, error),
        ).public_id  # fmt: skip
    worker.run_all()
    return found


@pytest.mark.parametrize("typed", ["204183", "204 183", "204-183"])
def test_a_customer_number_finds_its_customer_alone(
    lena: PageClient, numbered: str, typed: str
) -> None:
    page = look(lena, form_of_call(lena.get(PHONE), act="find", q=typed))

    (found,) = page.all("ul", class_="phone-customers")
    assert [row.text for row in found.iter("button")] == ["Hanne Lürs"]


def test_a4_a_customer_number_of_another_team_s_case_finds_nobody(
    desk_of: Callable[[str], PageClient], numbered: str
) -> None:
    aylin = desk_of("Aylin")
    page = look(aylin, form_of_call(aylin.get(PHONE), act="find", q="204183"))

    assert not page.all("ul", class_="phone-customers")


def test_what_stays_the_same_is_filled_in_and_what_the_problem_is_asked_anew(
    lena: PageClient, numbered: str
) -> None:
    page = look(lena, form_of_call(lena.get(PHONE), act=f"use:{numbered}"))
    kept = form_of_call(page)

    assert kept["fact:customer_number"] == "204 183"
    assert kept["fact:error_text"] == ""


def test_what_was_typed_before_stays(lena: PageClient, numbered: str) -> None:
    typed = {"act": f"use:{numbered}", "fact:customer_number": "999"}
    page = look(lena, form_of_call(lena.get(PHONE), **typed))

    assert form_of_call(page)["fact:customer_number"] == "999"
