"""A real portal and real windows for the stories of customers and agents."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.portal_process import running_portal
from tests.browser.windows import Windows
from tests.databases import SHARED_FOLDER

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # the tests also run as root, where Chromium has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
)
RESULTS = Path(__file__).parents[2] / "test-results"
OUTCOME = pytest.StashKey[bool]()

expect.set_options(timeout=20_000)  # the machine may be slow; what never comes still fails


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives Chromium."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember whether the test itself failed, for the windows that are closed after it."""
    report: Any = yield
    if report.when == "call":
        item.stash[OUTCOME] = report.failed
    return report


@pytest.fixture(scope="session")
def portal() -> Iterator[str]:
    """The address of a portal with the articles that ship and people of every role."""
    with running_portal(Path(os.environ[SHARED_FOLDER]) / "portal") as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The distribution's Chromium where there is one, else the one that Playwright brings."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    place = {"executable_path": program} if program else {}
    return {**browser_type_launch_args, "args": list(QUIET), **place}


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Cookies of the people who have signed in during this run."""
    return {}


@pytest.fixture
def windows(
    browser: Browser, portal: str, sessions: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Windows]:
    """windows.open() is a new browser window; what went wrong in one fails the test."""
    windows = Windows(browser, portal, sessions)
    yield windows
    finish(windows, request)


def finish(windows: Windows, request: pytest.FixtureRequest) -> None:
    """Close the windows of a test, keep what they showed if it failed, and say what went wrong."""
    failed = request.node.stash.get(OUTCOME, True)
    if failed or windows.problems:
        windows.keep(RESULTS, re.sub(r"\W+", "-", request.node.name).strip("-"))
    windows.close()
    assert not windows.problems, "\n".join(windows.problems)
