"""Two agents at one case and one inbox: each sees the other, a line says what has changed, and
nothing moves until it is asked for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import finish
from tests.browser.portal_process import own_portal
from tests.browser.windows import Windows, sign_in

pytestmark = pytest.mark.xdist_group("presence")
LOOK_NOW = """() => {
  document.querySelector("[data-module~=live]").dataset.every = "150";
  document.dispatchEvent(new Event("visibilitychange"));
}"""
PLACES = """() => [...document.querySelectorAll("main h1, main th, main li, main textarea")]
  .map((one) => { const { x, y } = one.getBoundingClientRect(); return [one.tagName, x, y]; })"""
SCROLLED = """() => [scrollX, scrollY, ...[...document.querySelectorAll("main *")]
  .map((one) => one.scrollTop).filter(Boolean)]"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
FOCUSED = "() => [document.activeElement.id, document.activeElement.getAttribute('href')]"
SAID = {
    "de": {
        "reads": "Tom Behrens liest mit",
        "writes": "Tom Behrens schreibt gerade eine Antwort",
        "mark": "Tom Behrens schreibt",
        "replied": "Tom Behrens hat geantwortet",
        "noted": "Tom Behrens hat eine Notiz geschrieben",
        "one": "1 Änderung",
        "signed_out": "Sie sind abgemeldet.",
        "away": "Das Portal ist gerade nicht zu erreichen.",
        "agent": "Maren Petersen",
    },
    "en": {
        "reads": "Tom Behrens is reading along",
        "writes": "Tom Behrens is writing an answer",
        "mark": "Tom Behrens is writing",
        "replied": "Tom Behrens replied",
        "noted": "Tom Behrens wrote a note",
        "one": "1 change",
        "signed_out": "You are signed out.",
        "away": "The portal cannot be reached just now.",
        "agent": "Adam Wells",
    },
}
CASES = {"de": "Kein Freizeichen", "en": "E-Mails kommen an"}


@pytest.fixture(scope="module")
def own_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal in which nobody else does anything."""
    with own_portal(tmp_path_factory.mktemp("presence")) as url:
        yield url


@pytest.fixture(scope="module")
def own_sessions() -> dict[str, object]:
    return {}


@pytest.fixture
def desk(
    browser: Browser,
    own_url: str,
    own_sessions: dict[str, object],
    request: pytest.FixtureRequest,
) -> Iterator[Windows]:
    windows = Windows(browser, own_url, own_sessions)
    yield windows
    finish(windows, request)


def look_often(page: Page) -> None:
    """Let the page ask now, and again in a moment."""
    expect(page.locator("[data-module~=live]")).to_be_attached()
    page.wait_for_load_state("networkidle")  # its scripts are there
    page.evaluate(LOOK_NOW)


def news(page: Page) -> Locator:
    return page.locator("[data-live-news]")


def open_case(page: Page, subject: str) -> str:
    """Open a case of the list of all; returns its address without the list."""
    page.goto("/agent/cases?view=all")
    page.locator("a[data-row]", has_text=subject).click()
    expect(page.locator("#body")).to_be_visible()
    return page.url.partition("?")[0]


def write_note(page: Page, text: str) -> None:
    page.locator("label[for=compose-note]").click()
    page.locator("#note-body").fill(text)
    with page.expect_navigation():
        page.locator(".composer-note [data-send]").click()


def state_of(page: Page) -> tuple[object, ...]:
    return page.evaluate(PLACES), page.evaluate(SCROLLED), page.evaluate(FOCUSED)


@pytest.mark.parametrize("language", ["de", "en"])
def test_two_at_one_case_see_each_other_and_nothing_moves(desk: Windows, language: str) -> None:
    said = SAID[language]
    tom, other = desk.open(who="Tom Behrens"), desk.open(language, who=said["agent"])
    address = open_case(tom, CASES[language])
    other.goto(address)
    expect(other.locator("[data-live-presence]")).to_have_text(said["reads"])
    look_often(other)

    tom.locator("#body").press_sequentially("Guten Tag, ")
    expect(other.locator("[data-live-presence]")).to_have_text(said["writes"])

    other.locator("#body").fill("Mein eigener Text, noch nicht gesendet.")
    other.locator(".case-talk").evaluate("(talk) => { talk.scrollTop = 20; }")
    expect(other.locator(".composer-checks [role=status]")).not_to_be_empty()
    before = state_of(other)
    write_note(tom, "Ich habe die Leitung gemessen.")
    expect(news(other)).to_contain_text(said["noted"])
    assert state_of(other) == before

    with other.expect_navigation():
        news(other).get_by_role("link").click()
    expect(other.locator("#new")).to_contain_text("Ich habe die Leitung gemessen.")
    expect(other.locator("#new")).to_be_in_viewport()
    expect(other.locator("#new")).to_be_focused()
    expect(other.locator("#body")).to_have_value("Mein eigener Text, noch nicht gesendet.")
    expect(other.locator("[data-draft-offer]").first).to_be_hidden()
    expect(news(other)).to_be_empty()


def test_what_stands_in_other_forms_of_the_page_survives_too(desk: Windows) -> None:
    tom, lena = desk.open(who="Tom Behrens"), desk.open(who="Lena Braun")
    address = open_case(tom, "Mails landen beim Empfänger")
    lena.goto(address)
    look_often(lena)
    lena.locator("label[for=compose-note]").click()
    lena.locator("#note-body").fill("Halbe Notiz")
    lena.locator("summary[data-key=h]").click()
    lena.locator("textarea[name=summary]").fill("Was bekannt ist")
    write_note(tom, "Etwas Neues.")

    expect(news(lena)).not_to_be_empty()
    with lena.expect_navigation():
        news(lena).get_by_role("link").click()
    expect(lena.locator("#note-body")).to_have_value("Halbe Notiz")
    expect(lena.locator("#compose-note")).to_be_checked()
    expect(lena.locator("textarea[name=summary]")).to_have_value("Was bekannt ist")
    expect(lena.locator("textarea[name=summary]")).to_be_visible()


def test_a_colleague_who_goes_is_gone(desk: Windows) -> None:
    tom, lena = desk.open(who="Tom Behrens"), desk.open(who="Lena Braun")
    address = open_case(tom, "Mails landen beim Empfänger")
    lena.goto(address)
    look_often(lena)
    expect(lena.locator("[data-live-presence]")).to_contain_text("Tom Behrens")
    tom.goto("/agent/articles")

    expect(lena.locator("[data-live-presence]")).to_be_empty()


def test_without_javascript_the_page_says_who_was_there_when_it_was_opened(desk: Windows) -> None:
    tom = desk.open(who="Tom Behrens", javascript=False)
    lena = desk.open(who="Lena Braun", javascript=False)
    address = open_case(tom, "E-Mails kommen an")
    lena.goto(address)

    expect(lena.locator("[data-live-presence]")).to_have_text("Tom Behrens liest mit")
    lena.goto("/agent/cases?view=all")
    mark = lena.locator(f"tr[data-case='{address.rpartition('/')[2]}'] .row-presence")
    expect(mark).to_have_text("Tom Behrens liest mit")
    expect(mark).to_be_visible()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_inbox_says_how_much_has_changed_and_stays_as_it_is(
    desk: Windows, language: str
) -> None:
    said = SAID[language]
    tom, other = desk.open(who="Tom Behrens"), desk.open(language, who=said["agent"])
    other.goto("/agent/cases?view=all")
    look_often(other)
    other.keyboard.press("j")
    other.keyboard.press("j")
    before = state_of(other)
    rows = other.locator("tr[data-case]").evaluate_all("(all) => all.map((r) => r.dataset.case)")

    case = open_case(tom, CASES[language]).rpartition("/")[2]
    tom.locator("#body").press_sequentially("Hallo")
    mark = other.locator(f"tr[data-case='{case}'] .row-presence")
    expect(mark).to_contain_text(said["mark"])
    expect(mark).to_be_visible()
    tom.locator("#body").fill("")
    write_note(tom, "Noch eine Notiz.")
    expect(news(other)).to_contain_text(said["one"])
    assert state_of(other) == before
    assert rows == other.locator("tr[data-case]").evaluate_all(
        "(all) => all.map((r) => r.dataset.case)"
    )

    other.locator(".bulk-box").nth(2).check()
    ticked = other.locator(".bulk-box:checked").get_attribute("value")
    with other.expect_navigation():
        other.keyboard.press("u")
    expect(other.locator(".bulk-box:checked")).to_have_value(ticked or "")
    expect(other.locator("#bulk")).to_be_visible()
    expect(news(other)).to_be_empty()


@pytest.mark.parametrize("language", ["de", "en"])
def test_who_is_signed_out_is_told_and_keeps_the_text(desk: Windows, language: str) -> None:
    said = SAID[language]
    desk.expected.add(401)  # a sign of being there, while nobody is signed in
    page = desk.open(language)
    sign_in(page, said["agent"], language)
    open_case(page, CASES[language])
    look_often(page)
    page.locator("#body").fill("Noch nicht fertig.")
    other_tab = page.context.new_page()
    other_tab.goto("/agent/account")
    other_tab.locator("details.agent-who > summary").click()
    other_tab.locator("form[action$='/sign-out'] button").click()
    trouble = page.locator(".live-trouble")
    expect(trouble).to_contain_text(said["signed_out"])
    expect(page.locator("#body")).to_have_value("Noch nicht fertig.")

    with page.expect_navigation():
        trouble.get_by_role("link").click()
    sign_in(page, said["agent"], language)
    expect(page.locator("#body")).to_have_value("Noch nicht fertig.")
    expect(page.locator("[data-live-trouble]")).to_be_empty()


def test_a_server_that_is_away_is_said_quietly_and_asked_again(desk: Windows) -> None:
    page = desk.open(who="Lena Braun")
    page.goto("/agent/cases?view=all")
    look_often(page)
    page.route("**/agent/cases/news**", lambda route: route.abort())
    desk_problems = len(desk.problems)
    expect(page.locator("[data-live-trouble]")).to_contain_text(SAID["de"]["away"])
    page.unroute("**/agent/cases/news**")

    expect(page.locator("[data-live-trouble]")).to_be_empty()
    assert len(desk.problems) == desk_problems


def test_a_hidden_tab_asks_for_nothing(desk: Windows) -> None:
    page = desk.open(who="Lena Braun")
    page.clock.install()
    open_case(page, "E-Mails kommen an")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/news?**"), page.expect_response("**/presence"):
        page.clock.fast_forward(21_000)

    page.evaluate(HIDE, True)
    asked.clear()
    page.clock.fast_forward(600_000)
    page.evaluate("fetch('/healthz')")  # whatever was asked for before it has been seen by now
    assert [url for url in asked if "healthz" not in url] == []

    with page.expect_response("**/news?**"), page.expect_response("**/presence"):
        page.evaluate(HIDE, False)
