"""Every page, in both languages, light and dark, wide and narrow: axe finds nothing serious.

The rules of axe-core (WCAG 2.2 A and AA, best practices) run once for each width. A theme changes
colours only, so the dark pages are asked about contrast alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page

from portal.app import create_app
from portal.core.settings import Settings
from tests.browser.samples import ADMIN, AGENT, NO_PAGES, PAGES, PEOPLE, STRANGER, Sample
from tests.browser.windows import DESKTOP, PHONE, Windows

RUN_AXE = """(options) => axe.run(document, { resultTypes: ["violations"], ...options }).then(
  ({ violations }) => violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      `${id} at ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`)))"""
ALL_RULES: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("who", [STRANGER, AGENT, ADMIN], ids=["stranger", "agent", "admin"])
def test_axe_finds_nothing_serious(windows: Windows, who: str, language: str) -> None:
    names = names_to_fill_in(windows, language)
    page = windows.open(language, who=PEOPLE.get((language, who), ""), color_scheme="light")
    wrong = [
        f"{sample.address} {problem}"
        for samples in PAGES.values()
        for sample in samples
        if sample.who == who
        for problem in problems_of(page, sample, names)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_route_has_a_sample(tmp_path: Path) -> None:
    routes = get_routes(app_with_nothing(tmp_path))
    samples = PAGES.keys() | NO_PAGES
    assert routes - samples == set(), "give these a sample in samples.py"
    assert samples - routes == set(), "these are gone: take their samples out"


def problems_of(page: Page, sample: Sample, names: dict[str, str]) -> Iterator[str]:
    """Open the page and look at it in both themes and widths."""
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    answer = page.goto(sample.address.format(**names))
    if answer is None or answer.status != sample.status:
        yield f"answered {answer and answer.status}"
        return
    page.evaluate(AXE_SCRIPT)
    for width, size in (("wide", DESKTOP), ("narrow", PHONE)):
        page.set_viewport_size(size)
        for theme, rules in (("light", ALL_RULES), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=theme)
            for violation in page.evaluate(RUN_AXE, rules):
                yield f"({theme}, {width}): {violation}"
        if page.evaluate(SIDEWAYS):
            yield f"({width}): scrolls sideways"


def names_to_fill_in(windows: Windows, language: str) -> dict[str, str]:
    """What the addresses of the samples name: an article, a person, a mail of this portal."""
    page = windows.open(language, who=PEOPLE[language, ADMIN])
    page.goto(f"/{language}/search?q=smtp")
    slug = last_part(page, "main article h2 a").partition("#")[0]
    page.goto("/agent/articles?state=published")
    article = re.search(r"/articles/(\w+)/", href(page, "[data-row]"))
    page.goto("/agent/people")
    person = last_part(page, "main table a")
    page.goto("/agent/mails")
    if not page.locator("main table a").count():
        page.goto(f"/agent/people/{person}")
        page.locator("form[action$='/links'] button").click()
        page.goto("/agent/mails")
    mail = last_part(page, "main table a")
    assert article
    return {"lang": language, "slug": slug, "article": article[1], "person": person, "mail": mail}


def href(page: Page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("href") or ""


def last_part(page: Page, selector: str) -> str:
    return href(page, selector).rpartition("/")[2]


def app_with_nothing(folder: Path) -> Flask:
    """The application, for its routes alone."""
    address = f"sqlite:///{folder / 'portal.db'}"
    return create_app(Settings(data_dir=folder, database_url=address, secret_key="only for tests"))


def get_routes(app: Flask) -> set[str]:
    """Endpoints that answer GET."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
