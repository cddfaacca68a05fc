"""A phone, a very narrow window, a page enlarged to 200 %: nothing is lost and nothing is cut."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows

ARTICLE = "/de/articles/e-mails-kommen-an-lassen-sich-aber-nicht-senden"
PUBLIC = (
    "/de/",
    "/de/search?q=E-Mail+senden",
    "/de/search?q=qwxyzzy",
    "/de/topics/email",
    ARTICLE,
    "/de/contact",
    "/de/accessibility",
    "/de/nicht-da",
    "/agent/sign-in",
)
AGENTS = (
    "/agent/cases?view=all",
    "/agent/cases?priority=urgent&tags=unheard-of",
    "/agent/cases?q=senden",
    "/agent/cases/phone",
    "/agent/cases/filters/new?priority=urgent",
    "/agent/cases/tags",
    "/agent/caring",
    "/agent/saved-replies",
    "/agent/saved-replies/new",
    "/agent/service-hours",
    "/agent/service-hours/calendars/default",
    "/agent/service-hours/teams/mail",
    "/agent/team",
    "/agent/mails/previews",
    "/agent/articles",
    "/agent/articles/new",
    "/agent/people",
    "/agent/mails",
    "/agent/account",
)
NARROW = {"width": 320, "height": 640}
ENLARGED = {"width": 640, "height": 450}
"""What 1280 × 900 is for a page at 200 % (WCAG 2.2, 1.4.4 and 1.4.10)."""

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".table-wrap"))
    .map((e) => `${e.tagName.toLowerCase()}.${e.className}`).slice(0, 5).concat("scrolls sideways");
}"""
COVERED = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const box = focused.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 40)];
  const top = document.elementFromPoint(x, y);
  const label = top?.closest("label");
  const seen = top && (focused.contains(top) || top.contains(focused)
    || (focused.id && label?.htmlFor === focused.id));
  const where = `${focused.tagName.toLowerCase()} “${focused.textContent.trim().slice(0, 40)}”`;
  return { where, seen: Boolean(seen) };
}"""


@pytest.mark.parametrize("size", [NARROW, ENLARGED], ids=["320px", "200_percent"])
@pytest.mark.parametrize("who", ["", "Maren Petersen"], ids=["stranger", "admin"])
def test_no_page_scrolls_sideways(windows: Windows, size: dict[str, int], who: str) -> None:
    page = windows.open(who=who, viewport=size)
    wrong = {}
    for address in AGENTS if who else PUBLIC:
        page.goto(address)
        if found := page.evaluate(TOO_WIDE):
            wrong[address] = found
    assert not wrong


@pytest.mark.parametrize("width", [320, 760, 1180, 1440])
def test_the_filter_of_the_inbox_opens_within_the_window(windows: Windows, width: int) -> None:
    page = windows.open(who="Maren Petersen", viewport={"width": width, "height": 800})
    page.goto("/agent/cases")
    page.locator("summary").filter(has_text="Filtern").click()

    expect(page.get_by_label("Schlagwörter")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []


def test_the_menu_of_a_phone_opens_closes_and_leads_on(windows: Windows) -> None:
    page = windows.open(phone=True, has_touch=True)
    page.goto("/de/")
    summary = page.locator("summary").filter(has=page.get_by_role("img", name="Menü"))
    menu = page.get_by_role("navigation", name="Menü")
    expect(menu).to_be_hidden()
    summary.tap()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()
    summary.press("Enter")
    menu.get_by_role("link", name="Mit einem Menschen sprechen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mit einem Menschen sprechen")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
def test_filters_are_folded_on_a_phone_and_narrow_the_hits(
    windows: Windows, javascript: bool
) -> None:
    page = windows.open("en", phone=True, javascript=javascript)
    page.goto("/en/search?q=password")
    fold = page.get_by_role("group").filter(has_text="Filter hits")
    option = fold.get_by_role("link", name="WordPress")
    expect(option).to_be_hidden()
    page.get_by_text("Filter hits").click()
    option.click()
    hits = page.get_by_role("main").get_by_role("article")
    expect(hits.first).to_be_visible()
    for hit in hits.all():
        expect(hit).to_contain_text("WordPress")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
def test_agents_filters_leave_a_phone_to_the_list(windows: Windows, javascript: bool) -> None:
    page = windows.open(who="Maren Petersen", phone=True, javascript=javascript)
    page.goto("/agent/articles")
    filters = page.get_by_role("navigation", name="Filter")
    option = filters.get_by_role("link", name="WordPress")
    expect(option).to_be_hidden()
    expect(page.get_by_role("row").nth(1)).to_be_in_viewport()
    filters.get_by_text("Filter").click()
    option.click()
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
def test_agents_filters_stand_open_where_there_is_room(windows: Windows, javascript: bool) -> None:
    page = windows.open(who="Maren Petersen", javascript=javascript)
    page.goto("/agent/articles")
    filters = page.get_by_role("navigation", name="Filter")
    expect(filters.get_by_text("Filter", exact=True)).to_be_hidden()
    filters.get_by_role("link", name="WordPress").click()
    expect(page).to_have_url(re.compile("topic=wordpress"))


@pytest.mark.parametrize("address", ["/de/search?q=E-Mail+senden", ARTICLE])
def test_focus_is_never_hidden_on_a_phone(windows: Windows, address: str) -> None:
    page = windows.open(phone=True)
    page.goto(address)
    hidden, stops = walk(page, 60)
    assert stops > 15
    assert not hidden


def walk(page: Page, most: int) -> tuple[list[str], int]:
    """Tab through the page; returns what was focused but covered, and the number of stops."""
    hidden, stops = [], 0
    for _step in range(most):
        page.keyboard.press("Tab")
        place = page.evaluate(COVERED)
        if place is None:
            break
        stops += 1
        if not place["seen"]:
            hidden.append(place["where"])
    return hidden, stops
