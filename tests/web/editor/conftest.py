"""Browsers of each role and one article to write on."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from portal.web.access import Role
from tests.web.conftest import Change
from tests.web.content import as_role, write
from tests.web.page_client import PageClient

Browsers = Callable[[Role], PageClient]


@dataclass(frozen=True)
class Written:
    """An article that stands in the database, and its addresses."""

    public_id: str
    slug: str
    translation_id: int

    def url(self, rest: str = "", locale: str = "de") -> str:
        """An address of the editor."""
        return f"/agent/articles/{self.public_id}/{locale}{rest}"

    @property
    def beside(self) -> str:
        """Both languages."""
        return f"/agent/articles/{self.public_id}/side-by-side?locale=en"

    @property
    def public(self) -> str:
        """Where readers find the German text."""
        return f"/de/articles/{self.slug}"


@pytest.fixture
def browser_of(app: Flask) -> Browsers:
    """browser_of(Role.EDITOR): that person's browser, in English."""
    known: dict[Role, PageClient] = {}

    def browser(role: Role) -> PageClient:
        if role not in known:
            known[role] = PageClient(as_role(app, role, "en"))
        return known[role]

    return browser


@pytest.fixture
def agent(browser_of: Browsers) -> PageClient:
    """The browser of somebody who writes."""
    return browser_of(Role.AGENT)


@pytest.fixture
def reviewer(browser_of: Browsers) -> PageClient:
    """The browser of somebody who publishes."""
    return browser_of(Role.REVIEWER)


@pytest.fixture
def draft(changing: Change) -> Written:
    """A German draft that nobody has read, beside an article of no interest."""
    with changing() as session:
        write(session, "noise", "Ein anderer Artikel")
        translation = write(session, "mail", "Senden klappt nicht", published=False)
        return Written(translation.article.public_id, translation.slug, translation.id)


@pytest.fixture
def published(changing: Change) -> Written:
    """An article that is public in German and English."""
    with changing() as session:
        write(session, "noise", "Ein anderer Artikel")
        translation = write(session, "mail", "Senden klappt nicht")
        write(session, "mail", "Sending fails", locale="en")
        return Written(translation.article.public_id, translation.slug, translation.id)
