"""Pages that name people stay in no cache, so that "back" after signing out shows nothing."""

import pytest
from flask import Flask

from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient


@pytest.mark.parametrize("path", ["cases", "people", "mails", "account", "flows", "articles", "x"])
def test_no_page_of_the_agents_is_kept(house: Flask, path: str) -> None:
    for browser in (as_role(house, Role.ADMIN, "de"), house.test_client()):
        answer = PageClient(browser).browser.get(f"/agent/{path}")
        assert answer.headers["Cache-Control"] == "no-store"
