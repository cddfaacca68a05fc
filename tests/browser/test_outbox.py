"""A reply at the desk: preview, files, the underline of a finding, and the twenty seconds."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import finish
from tests.browser.desk import png
from tests.browser.portal_process import own_portal
from tests.browser.test_reply_checks import begin
from tests.browser.windows import Windows

ATTACK = (
    "Guten Tag,\n\n**wichtig**: <img src=x onerror=alert(1)> "
    "[hier](javascript:alert(1)) ![x](https://evil.example/x.png)\n"
)
pytestmark = pytest.mark.xdist_group("outbox")
GIVE = """(field, [kind, name, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  field.dispatchEvent(new Kind(kind, options));
}"""
NAMES = {"de": ("Rückgängig machen", "Tom Behrens"), "en": ("Undo", "Adam Wells")}


@pytest.fixture(scope="module")
def waiting_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal whose replies wait, for a time that a slow machine can keep up with."""
    folder = tmp_path_factory.mktemp("outbox")
    with own_portal(folder, PORTAL_SEND_UNDO_SECONDS="8") as url:
        yield url


@pytest.fixture
def patient(
    browser: Browser, waiting_portal: str, request: pytest.FixtureRequest
) -> Iterator[Windows]:
    windows = Windows(browser, waiting_portal, {})
    yield windows
    finish(windows, request)


def files(page: Page) -> list[str]:
    return page.locator(".composer-reply .composer-files li a span").all_inner_texts()


def give(page: Page, kind: str, name: str) -> None:
    field = page.locator("#body")
    field.evaluate(GIVE, [kind, name, base64.b64encode(png()).decode()])


def test_preview_shows_markdown_and_nothing_of_an_attack_r12(windows: Windows) -> None:
    page = windows.open("de", who="Tom Behrens")
    begin(page, "de", javascript=True)
    page.locator(".composer-reply .composer-preview summary").click()
    page.locator("#body").fill(ATTACK)

    shown = page.locator(".composer-reply .preview-text")
    expect(shown.locator("strong")).to_have_text("wichtig")
    expect(shown).to_contain_text("<img src=x onerror=alert(1)>")
    assert shown.locator("img, script").count() == 0
    assert shown.locator("a").evaluate_all("links => links.map(a => a.protocol)") == ["https:"]


def test_preview_without_javascript_keeps_what_was_typed(windows: Windows) -> None:
    page = windows.open("de", who="Tom Behrens", javascript=False)
    begin(page, "de", javascript=False)
    page.locator("#body").fill("**Guten Tag**")
    page.locator("#promise").fill("Ich melde mich")
    page.locator(".composer-reply .composer-preview summary").click()
    page.locator(".composer-reply .composer-preview button").click()

    expect(page.locator(".composer-reply .preview-text strong")).to_have_text("Guten Tag")
    expect(page.locator("#promise")).to_have_value("Ich melde mich")


def test_a_picture_that_is_pasted_and_a_file_that_is_dropped_wait_on_the_server(
    windows: Windows,
) -> None:
    page = windows.open("de", who="Tom Behrens")
    begin(page, "de", javascript=True)
    page.locator(".composer-reply .composer-files summary").click()
    expect(page.locator(".composer-reply [data-with-script]")).to_be_visible()
    give(page, "paste", "image.png")
    expect(page.locator(".composer-reply .composer-files li")).to_have_count(1)
    give(page, "drop", "skizze.png")
    expect(page.locator(".composer-reply .composer-files li")).to_have_count(2)

    pasted, dropped = files(page)
    assert re.fullmatch(r"Bild \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png", pasted)
    assert dropped == "skizze.png"
    page.reload()
    assert files(page) == [pasted, dropped]
    page.locator(".composer-reply .composer-files li button").first.click()
    expect(page.locator(".composer-reply .composer-files li")).to_have_count(1)


def test_a_finding_is_underlined_in_the_text_and_shown_there(windows: Windows) -> None:
    page = windows.open("de", who="Tom Behrens")
    begin(page, "de", javascript=True)
    sentence = "Bitte starten Sie den **Router** neu."
    page.locator("#body").fill(f"Guten Tag, \U0001f600 danke.\n\n{sentence} Danke.")
    repeat = page.locator(".check-repeat")
    expect(repeat).to_be_visible()
    underlined = page.locator(".composer-behind .is-repeat")
    assert underlined.inner_text() in sentence

    repeat.locator("[data-passage]").click()
    chosen = page.locator("#body").evaluate("f => f.value.slice(f.selectionStart, f.selectionEnd)")
    assert chosen == underlined.inner_text()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_reply_that_is_called_back_stands_there_as_it_was_and_then_goes_out(
    patient: Windows, language: str, javascript: bool
) -> None:
    undo, agent = NAMES[language]
    page = patient.open(language, who=agent, javascript=javascript)
    begin(page, language, javascript=javascript)
    text = {"de": "Guten Tag, **wir** prüfen das.", "en": "Hello, **we** look into it."}[language]
    page.locator("#body").fill(text)
    page.locator("#promise").fill("Ich melde mich")
    page.locator("label[for=due-2]").click()
    send = page.locator(".composer-reply [data-send]")
    send.click()
    expect(page.locator(".outbox")).to_contain_text(re.compile(r"\d"))
    assert page.locator(".talk-reply").count() == 0

    page.get_by_role("button", name=undo).click()
    expect(page.locator("#body")).to_have_value(text)
    expect(page.locator("#promise")).to_have_value("Ich melde mich")

    page.locator(".composer-reply [data-send]").click()
    expect(page.locator(".outbox")).to_be_visible()
    if javascript:
        page.locator("[data-again]").click(timeout=30_000)
    for _ in range(20):
        if page.locator(".talk-reply").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(page.locator(".talk-reply strong").last).to_have_text(
        {"de": "wir", "en": "we"}[language]
    )
    assert page.locator(".talk-reply").count() == 1
    expect(page.locator("#body")).to_have_value("")
