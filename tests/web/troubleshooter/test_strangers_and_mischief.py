"""Who may see a run, and what does not move it: A12, S1, R11, wrong, late and doubled forms."""

import re

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from portal.core.db import db
from portal.journeys.models import Journey, JourneyKey
from portal.journeys.operations import end_journey, token_hash
from portal.remedies.models import Attempt
from portal.troubleshooter.models import Run, RunAnswer
from portal.web.access import JOURNEY_COOKIE, Role
from tests.web.content import as_role
from tests.web.page_client import PageClient
from tests.web.troubleshooter.conftest import address, begin, outcome, reply, so_far


@pytest.fixture
def phone(app):
    """Another browser without a cookie."""
    return PageClient(app.test_client())


def rows(app, model):
    with app.app_context():
        return list(db.session.scalars(select(model)))


def test_a_run_page_tells_its_address_to_nobody_a12(remedy):
    assert remedy.headers["Referrer-Policy"] == "no-referrer"
    assert remedy.headers["Cache-Control"] == "no-store"
    assert "noindex" in remedy.headers["X-Robots-Tag"]
    assert remedy.one("meta", name="robots").get("content") == "noindex"
    assert not remedy.all("link", rel="canonical") + remedy.all("link", rel="alternate")


def test_errors_at_the_address_of_a_run_keep_it_to_themselves_too_a12(pages, begun):
    wrong = pages.post(f"{address(begun)}/answers", {"step": "receiving"}, status=422)
    gone = pages.get("/de/runs/0123456789", status=404)

    for page in (wrong, gone):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"


def test_the_table_holds_a_hash_and_the_token_128_bits_a12(app, begun):
    token = address(begun).rpartition("/")[2]

    assert re.fullmatch("[0-9a-f]{40}", token)
    [run] = rows(app, Run)
    assert run.token_hash == token_hash(token)
    assert token not in repr([vars(row) for model in (Run, RunAnswer) for row in rows(app, model)])


def test_no_log_line_holds_the_token_a12(pages, flow):
    with capture_logs() as logged:
        page = begin(pages)
        reply(pages, page, "yes")

    assert address(page).rpartition("/")[2] not in repr(logged)
    assert "/de/runs/…/receiving" in [line["path"] for line in logged]


@pytest.mark.parametrize("token", ["0" * 40, "x", "%00", "..", "a" * 3000])
def test_an_address_that_nobody_gave_out_says_what_to_do(pages, token):
    for url in (f"/de/runs/{token}", f"/de/runs/{token}/receiving"):
        assert "Mit einem Menschen sprechen" in pages.get(url, status=404).body


def test_another_device_is_asked_first_and_sees_nothing(phone, remedy):
    page = phone.get(address(remedy))

    assert page.h1 == "Diese Hilfe wurde auf einem anderen Gerät begonnen"
    assert "Ja, sie kommen an" not in page.body
    assert "Kommen Mails an" not in page.body
    assert phone.get(remedy.url, status=303).location == address(remedy)


def test_another_device_goes_on_after_a_click(pages, phone, remedy):
    page = phone.press(phone.get(address(remedy)), "Hier weitermachen")
    assert page.h1 == remedy.h1
    assert so_far(page) == so_far(remedy)

    outcome(phone, page, "no_change")

    assert pages.get(address(remedy), follow=True).h1 == "Welches Programm benutzen Sie?"


def test_going_on_elsewhere_makes_a_new_key_s1(app, phone, begun):
    planted = "b" * 28
    phone.browser.set_cookie(JOURNEY_COOKIE, planted)

    phone.post(f"{address(begun)}/claims")

    with app.app_context():
        keys = [row.token_hash for row in db.session.scalars(select(JourneyKey))]
    assert phone.browser.get_cookie(JOURNEY_COOKIE).value != planted
    assert token_hash(phone.browser.get_cookie(JOURNEY_COOKIE).value) in keys
    assert token_hash(planted) not in keys


def test_what_a_device_did_before_it_went_on_elsewhere_stays_its_own(phone, begun):
    begin(phone)
    own = phone.get("/de/journey").text

    phone.post(f"{address(begun)}/claims")

    assert "Senden klappt nicht" in own
    assert phone.get("/de/journey").text.count("Senden klappt nicht") == 2


def test_a_stranger_changes_nothing(app, phone, begun):
    for act, fields in (
        ("answers", {"step": "receiving", "option": "yes"}),
        ("attempts", {"step": "password", "outcome": "worse"}),
    ):
        page = phone.post(f"{address(begun)}/{act}", fields)
        assert page.location == address(begun)
    assert rows(app, RunAnswer) + rows(app, Attempt) == []


def test_a_browser_that_keeps_no_cookie_is_told_so(app, flow):
    browser = PageClient(app.test_client(use_cookies=False))

    page = browser.post("/de/flows/cannot-send", follow=True, status=200)

    assert "Cookie" in page.text
    assert "Mit einem Menschen sprechen" in page.text


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("answers", {"step": "program", "text": "Outlook"}),
        ("answers", {"step": "password", "option": "yes"}),
        ("answers", {"step": "gone", "option": "yes"}),
        ("answers", {}),
        ("attempts", {"step": "password", "outcome": "solved"}),
        ("attempts", {"step": "receiving", "outcome": "solved"}),
        ("attempts", {"step": "done", "outcome": "solved"}),
        ("attempts", {}),
    ],
)
def test_what_is_not_on_the_way_leads_to_where_the_run_stands(app, pages, begun, act, fields):
    page = pages.post(f"{address(begun)}/{act}", fields)

    assert page.location == begun.url
    assert rows(app, RunAnswer) + rows(app, Attempt) == []


@pytest.mark.parametrize("step", ["account", "person", "nothing", "receiving~2", "a:b"])
def test_a_step_that_is_not_on_the_way_leads_to_where_the_run_stands(pages, remedy, step):
    assert pages.get(f"{address(remedy)}/{step}", status=303).location == remedy.url


@pytest.mark.parametrize("fields", [{"option": "maybe"}, {"option": ["yes", "maybe"]}, {}])
def test_an_answer_that_is_not_offered_is_refused_with_words(app, pages, begun, fields):
    data = {"step": "receiving", "note": "seit Freitag", **fields}

    page = pages.post(f"{address(begun)}/answers", data, status=422)

    assert page.h1 == "Kommen Mails an?"
    assert "Antwort" in page.one(class_="field-error").find("span").text
    assert page.one("textarea").text == "seit Freitag"
    assert rows(app, RunAnswer) == []


def test_an_outcome_that_does_not_exist_is_refused_with_words(app, pages, remedy):
    data = {"step": "password", "outcome": "great", "note": "so"}

    page = pages.post(f"{address(remedy)}/attempts", data, status=422)

    assert page.one("textarea").text == "so"
    assert rows(app, Attempt) == []


def test_an_empty_text_is_asked_for_again(pages, remedy):
    asked = outcome(pages, remedy, "no_change")

    page = pages.post(f"{address(asked)}/answers", {"step": "program", "text": "  "}, status=422)

    assert page.one("input", id="text").get("aria-invalid") == "true"


def test_two_tabs_end_up_at_the_same_place(pages, remedy):
    first = outcome(pages, remedy, "no_change")
    second = pages.post(f"{address(remedy)}/attempts", {"step": "password", "outcome": "worse"})

    assert second.location.endswith("/person")
    assert pages.get(first.url, status=303).location == second.location


def test_a_flow_that_is_withdrawn_goes_on_for_who_is_in_it(app, pages, begun):
    reviewer = PageClient(as_role(app, Role.REVIEWER))
    reviewer.post("/agent/flows/cannot-send/withdrawals")

    assert reply(pages, begun, "yes").h1 == "Tragen Sie das Passwort neu ein"
    page = pages.get("/de/flows/cannot-send", status=404)
    assert "gibt es gerade nicht" in page.text
    assert "Mit einem Menschen sprechen" in page.body
    pages.post("/de/flows/cannot-send", status=404)


def test_a_run_whose_journey_has_ended_is_closed(app, pages, changing, clock, remedy):
    with changing() as session:
        end_journey(session, session.scalars(select(Journey)).one(), now=clock())

    page = pages.get(address(remedy), status=410)

    assert "Ja, sie kommen an" not in page.body
    assert page.links()["Noch einmal beginnen"] == "/de/flows/cannot-send"
    late = pages.post(f"{address(remedy)}/attempts", {"step": "password", "outcome": "solved"})
    assert late.location == address(remedy)
    assert rows(app, Attempt) == []


def test_what_an_author_writes_is_no_template_and_no_script_r11(remedy):
    body = remedy.body
    assert "{{ 7 * 7 }}" in remedy.text
    assert "{% raise %}" in remedy.text
    assert "<script>alert" not in body


def test_what_a_customer_writes_is_text_r11(pages, remedy):
    asked = outcome(pages, remedy, "no_change", note="<b>{{ 7*7 }}</b>")

    typed = {"step": "program", "text": "<img src=x onerror=alert(1)> {{ 7*7 }}"}
    page = pages.post(f"{address(asked)}/answers", typed, follow=True, status=200)

    assert "<img src=x onerror=alert(1)> {{ 7*7 }}" in " ".join(so_far(page))
    assert not page.all("img", src="x")


def test_a_journey_that_is_deleted_takes_its_runs_along(app, pages, remedy):
    outcome(pages, remedy, "no_change")

    pages.post("/de/journey/deletions")

    assert rows(app, Run) + rows(app, RunAnswer) + rows(app, Attempt) == []
    pages.get(address(remedy), status=404)


def test_the_owner_sees_the_answers_among_their_steps(pages, remedy):
    assert "Kommen Mails an? Ihre Antwort: Ja, sie kommen an" in pages.get("/de/journey").text
