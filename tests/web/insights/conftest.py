"""Browsers of each role, articles to find, and an index of words over them."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.worker import Worker
from portal.web.access import Role
from tests.web.conftest import Change
from tests.web.content import as_role, write
from tests.web.page_client import PageClient

Browsers = Callable[[Role], PageClient]


@pytest.fixture
def browser_of(app: Flask) -> Browsers:
    """browser_of(Role.LEAD): that person's browser, in English."""
    known: dict[Role, PageClient] = {}

    def browser(role: Role) -> PageClient:
        if role not in known:
            known[role] = PageClient(as_role(app, role, "en"))
        return known[role]

    return browser


@pytest.fixture
def agent(browser_of: Browsers) -> PageClient:
    """The browser of somebody who looks on."""
    return browser_of(Role.AGENT)


@pytest.fixture
def reviewer(browser_of: Browsers) -> PageClient:
    """The browser of somebody who steers the search."""
    return browser_of(Role.REVIEWER)


@pytest.fixture
def searchable(changing: Change, worker: Worker) -> None:
    """Articles about Wi-Fi and mail, found by their words."""
    with changing() as session:
        write(session, "wifi", "WLAN ist langsam", topic="internet", body="Das WLAN stockt.\n")
        write(session, "mail", "Senden klappt nicht")
        write(session, "secret", "Funknetz der Leitstelle", visibility="internal")
    worker.run_all()
