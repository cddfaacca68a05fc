"""Pages that name people stay in no cache, so that "back" after signing out shows nothing."""

from collections.abc import Callable

import pytest

from portal.web.access import Role
from tests.web.page_client import PageClient


@pytest.mark.parametrize("path", ["cases", "people", "mails", "account", "flows", "articles", "x"])
def test_no_page_of_the_agents_is_kept(
    colleagues: Callable[[Role, str], PageClient], guest: PageClient, path: str
) -> None:
    for visitor in (colleagues(Role.ADMIN, "de"), guest):
        answer = visitor.browser.get(f"/agent/{path}")
        assert answer.headers["Cache-Control"] == "no-store"
