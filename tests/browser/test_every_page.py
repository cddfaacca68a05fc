"""Every page, in both languages, light and dark, wide and narrow: axe finds nothing serious.

The rules of axe-core (WCAG 2.2 A and AA, best practices) run once for each width. A theme changes
colours only, and a width changes none: the dark page is asked about contrast alone, once.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.desk import png
from tests.browser.samples import ADMIN, AGENT, PEOPLE, STRANGER, Sample, samples_for
from tests.browser.windows import DESKTOP, PHONE, Windows

RUN_AXE = """(options) => axe.run(document, { resultTypes: ["violations"], ...options }).then(
  ({ violations }) => violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      `${id} at ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`)))"""
ALL_RULES: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
PARTS = 4
"""The samples are looked at in so many tests, which several workers share."""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def known_names() -> dict[str, dict[str, str]]:
    """What the addresses of the samples name, by language: asked for once for each portal."""
    return {}


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("who", [STRANGER, AGENT, ADMIN], ids=["stranger", "agent", "admin"])
def test_axe_finds_nothing_serious(
    windows: Windows, known_names: dict[str, dict[str, str]], who: str, language: str, part: int
) -> None:
    if language not in known_names:
        known_names[language] = names_to_fill_in(windows, language)
    names = known_names[language]
    page = windows.open(language, who=PEOPLE.get((language, who), ""), color_scheme="light")
    wrong = [
        f"{sample.address} {problem}"
        for sample in samples_for(who)[part::PARTS]
        for problem in problems_of(page, sample, names)
    ]
    assert not wrong, "\n".join(wrong)


def problems_of(page: Page, sample: Sample, names: dict[str, str]) -> Iterator[str]:
    """Open the page and look at it in both themes and widths."""
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    answer = page.goto(sample.address.format(**names))
    if answer is None or answer.status != sample.status:
        yield f"answered {answer and answer.status}"
        return
    page.evaluate(AXE_SCRIPT)
    page.emulate_media(color_scheme="dark")
    for violation in page.evaluate(RUN_AXE, CONTRAST):
        yield f"(dark): {violation}"
    page.emulate_media(color_scheme="light")
    for width, size in (("wide", DESKTOP), ("narrow", PHONE)):
        page.set_viewport_size(size)
        for violation in page.evaluate(RUN_AXE, ALL_RULES):
            yield f"(light, {width}): {violation}"
        if page.evaluate(SIDEWAYS):
            yield f"({width}): scrolls sideways"


def names_to_fill_in(windows: Windows, language: str) -> dict[str, str]:
    """What the addresses of the samples name: an article, a person, a mail of this portal."""
    page = windows.open(language, who=PEOPLE[language, ADMIN])
    page.goto(f"/{language}/search?q=smtp")
    slug = last_part(page, "main article h2 a").partition("#")[0]
    page.goto("/agent/articles?q=Thunderbird")  # an article that exists in both languages
    article = re.search(r"/articles/(\w+)/", href(page, "[data-row]"))
    page.goto("/agent/cases?q=E-Mails kommen an")  # of the demo
    case = last_part(page, "[data-row]")
    page.goto("/agent/people")
    person = page.get_by_role("link", name="Tom Behrens").get_attribute("href") or ""
    page.goto(person)
    with page.expect_navigation():
        page.locator("form[action$='/links'] button").click()  # sends a mail
    page.goto("/agent/mails")
    mail = last_part(page, "main table a")
    page.goto("/agent/saved-replies")
    saved_reply = last_part(page, "[data-row]")
    page = windows.open(language)
    page.goto(f"/{language}/flows/mail-send-fails")
    page.locator("main form button").first.click()
    page.wait_for_url("**/runs/**")
    assert article
    return {
        "lang": language,
        "slug": slug,
        "article": article[1],
        "person": person.rpartition("/")[2],
        "mail": mail,
        "case": case,
        "saved_reply": saved_reply,
        "request": request_sent(windows.open(language), language),
        "run": page.url.split("/")[-2],
    }


def request_sent(page: Page, language: str) -> str:
    """Hand something over; the secret part of the address of its page."""
    page.goto(f"/{language}/contact")
    page.locator("#words").fill("Senden klappt nicht. Seit Freitag. / Sending fails. Since Friday.")
    page.locator("#files").set_input_files([{"name": "a.png", "mimeType": "", "buffer": png()}])
    page.locator("button[value='add:file']").click()
    page.locator("#name").fill("Sabine Berger")
    page.locator("#email").fill(f"{uuid4().hex}@baeckerei-berger.example")  # few from one address
    page.locator("button[value=send]").click()
    page.wait_for_url("**/requests/**")
    return page.url.rpartition("/")[2].partition("?")[0]


def href(page: Page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("href") or ""


def last_part(page: Page, selector: str) -> str:
    return href(page, selector).partition("?")[0].rpartition("/")[2]
