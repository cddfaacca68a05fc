"""A reply with something that still has to be filled in is asked about before it is sent."""

import pytest

from tests.web.cases.conftest import Seeing, address, form_of, kept_text, reply_to
from tests.web.page_client import PageClient

GREETING = "Guten Tag Frau Berger,\n\n"


@pytest.mark.parametrize(
    ("gap", "label"),
    [
        ("[? Welches Gerät]", "Welches Gerät"),
        ("{customer_name}", "{customer_name}"),
        ("{?device: Welches Gerät}", "{?device: Welches Gerät}"),
    ],
)
def test_a_reply_with_a_gap_is_not_sent_before_its_sender_was_asked(
    lena: PageClient, case: str, seen: Seeing, gap: str, label: str
) -> None:
    body = f"{GREETING}ich sehe mir {gap} an."
    page = lena.post(address(case, "replies"), reply_to(lena.get(address(case)), body), status=422)

    assert f"Noch auszufüllen: {label}" in page.text
    assert kept_text(page) == body
    assert seen().said == []


def test_a_gap_that_was_filled_in_holds_nothing_back(lena: PageClient, case: str) -> None:
    form = reply_to(lena.get(address(case)), f"{GREETING}ich sehe mir [? Gerät] an.")
    page = lena.post(address(case, "replies"), form, status=422)

    filled = kept_text(page).replace("[? Gerät]", "Ihr Postfach")
    again = lena.post(address(case, "checks"), reply_to(page, filled), status=200)
    assert "Noch auszufüllen" not in again.text


def test_a_gap_is_no_question_that_was_asked_before(lena: PageClient, case: str) -> None:
    form = reply_to(lena.get(address(case)), f"{GREETING}ich sehe mir [? Gerät] an.")
    page = lena.post(address(case, "checks"), form, status=200)

    assert not page.all("input", **{"data-reason": ""})
    assert form_of(page, "replies")["shown"].startswith("gap-")


def test_a_remedy_named_by_its_title_is_known_to_have_been_tried(
    lena: PageClient, case: str
) -> None:
    body = f"{GREETING}Weiter: **Postausgangsserver prüfen**."
    page = lena.post(address(case, "checks"), reply_to(lena.get(address(case)), body), status=200)

    assert "hat „Postausgang geprüft“" in page.text
