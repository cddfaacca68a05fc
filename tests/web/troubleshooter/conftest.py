"""Flows for tests of pages: one that has everything, brought in as the portal does it."""

import pytest

from portal.troubleshooter.flows import flow_of
from tests.web.content import NOW
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words
from tests.web.running_flows import publish_flow

BUTTONS = {"de": "Weiter", "en": "Continue"}


@pytest.fixture
def flow(changing):
    """The sample flow, published."""
    with changing() as session:
        return flow_of(publish_flow(session, now=NOW))


@pytest.fixture
def begun(pages, flow) -> Page:
    """The first step, in the browser of `pages`."""
    return begin(pages)


@pytest.fixture
def remedy(pages, begun) -> Page:
    """The first remedy's page."""
    return reply(pages, begun, "yes")


def begin(pages: PageClient, lang: str = "de") -> Page:
    """Start the sample flow."""
    return pages.post(f"/{lang}/flows/cannot-send", follow=True, status=200)


def address(page: Page) -> str:
    """The address of the run that a page belongs to: `/de/runs/<token>`."""
    return page.url.rpartition("/")[0]


def reply(pages: PageClient, page: Page, option: str, **fields: str) -> Page:
    """Choose an option of the question on the page and send it."""
    return pages.press(page, BUTTONS[page.url[1:3]], option=option, **fields)


def outcome(pages: PageClient, page: Page, value: str, **fields: str) -> Page:
    """Press one of the four buttons of the remedy on the page."""
    data = {"step": page.url.rpartition("/")[2], "outcome": value, **fields}
    return pages.post(f"{address(page)}/attempts", data, follow=True, status=200)


def so_far(page: Page) -> list[str]:
    """The lines of “Bisher”: what, and what came of it."""
    later = [item for ready in page.all("ul", class_="ready-list") for item in ready.iter("li")]
    items = page.one("aside", class_="so-far").iter("li")
    return [words(item) for item in items if item not in later]
