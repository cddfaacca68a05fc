"""Forms that another website sends (S1, S2), and people who have many addresses (S7)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.web.access import JOURNEY_COOKIE
from portal.web.limits import limiter, remote_network
from tests.conftest import SettableClock
from tests.web.conftest import Change
from tests.web.page_client import PageClient
from tests.web.running_flows import begin_flow


@pytest.fixture
def run(app: Flask, changing: Change, clock: SettableClock) -> str:
    """The address of a run that an attacker began."""
    with changing() as session:
        return f"/de/runs/{begin_flow(app, session, now=clock())}"


def test_s1_no_other_site_lets_a_visitor_into_somebody_else_s_steps(
    client: FlaskClient, run: str
) -> None:
    for headers in (
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ):
        assert client.post(f"{run}/claims", headers=headers).status_code == 403
    assert client.get_cookie(JOURNEY_COOKIE) is None


def test_s1_who_says_so_on_our_page_goes_on_there(pages: PageClient, run: str) -> None:
    page = pages.get(run)
    # The policy under which an old browser names our site in `Origin`.
    assert page.headers["Referrer-Policy"] == "same-origin"
    answer = pages.browser.post(f"{run}/claims", headers={"Origin": "http://localhost"})

    assert answer.status_code == 303
    assert pages.browser.get_cookie(JOURNEY_COOKIE) is not None


def test_s2_no_form_of_another_site_is_taken_anywhere(app: Flask, client: FlaskClient) -> None:
    values = {
        "lang": "de",
        "locale": "de",
        "token": "x",
        "slug": "x",
        "key": "x",
        "public_id": "2" * 12,
        "purpose": "note",
    }
    routes = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(routes) > 30
    adapter = app.url_map.bind("localhost")
    for rule in routes:
        wanted = {name: values.get(name, "1") for name in rule.arguments}
        address = adapter.build(rule.endpoint, wanted, method="POST")
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            answer = client.post(address, headers=headers)
            assert answer.status_code == 403, f"{rule.endpoint} took {headers}"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unix:", "unix:"),
        ("", "unknown"),
    ],
)
def test_s7_a_limit_counts_a_household_and_not_each_of_its_addresses(
    app: Flask, address: str, counted: str
) -> None:
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
        assert remote_network() == counted


def test_s7_many_addresses_of_one_household_get_one_allowance(app: Flask, teams: None) -> None:
    answers = []
    for number in range(125):
        browser = app.test_client()
        where = {"REMOTE_ADDR": f"2001:db8::{number:x}"}
        answers.append(browser.post("/de/contact", data={"act": "x"}, environ_overrides=where))

    assert [answer.status_code for answer in answers[-5:]] == [429] * 5
    with app.app_context():
        limiter.reset()
        db.session.rollback()
