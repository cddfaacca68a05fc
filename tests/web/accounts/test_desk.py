"""The ways between the pages of account, people and mails."""

import pytest

from portal.web.access import Role


@pytest.mark.parametrize("address", ["/agent/account", "/agent/people", "/agent/mails"])
def test_each_room_is_named_once_and_one_click_away(colleagues, address):
    page = colleagues(Role.ADMIN, "en").get(address)

    ways = [link.get("href") for nav in page.all("nav") for link in nav.iter("a")]
    here = [link.get("href") for link in page.all("a", aria_current="page")]

    assert len(ways) == len(set(ways))
    assert {"/agent/articles", "/agent/people", "/agent/mails"} <= set(ways)
    assert here == ([] if address == "/agent/account" else [address])
    assert "/agent/account" in {link.get("href") for link in page.all("a")}


def test_somebody_who_manages_nobody_is_not_led_to_the_people(colleagues):
    page = colleagues(Role.AGENT, "en").get("/agent/account")
    assert "/agent/people" not in {link.get("href") for link in page.all("a")}
