"""What was typed but not saved survives a closed tab and a session that ended."""

from playwright.sync_api import Page, expect

from tests.browser.desk import WORDS, begin_article, body_of, new_title, press, save, text_of
from tests.browser.windows import Windows, sign_in

DE = WORDS["de"]


def test_a_closed_tab_loses_nothing(windows: Windows) -> None:
    page = windows.open(who=DE.author)
    title = begun(page)
    address = page.url
    text_of(page).fill(body_of(title) + "Noch nicht gespeichert.\n")
    expect_kept(page, "Noch nicht gespeichert.")
    page.close()

    again = windows.opened[-1].new_page()
    again.goto(address)
    expect(text_of(again)).not_to_have_value(body_of(title) + "Noch nicht gespeichert.\n")
    again.get_by_role("button", name="Übernehmen").click()
    expect(text_of(again)).to_have_value(body_of(title) + "Noch nicht gespeichert.\n")
    save(again, DE)
    again.reload()
    expect(text_of(again)).to_have_value(body_of(title) + "Noch nicht gespeichert.\n")
    expect(again.get_by_role("button", name="Übernehmen")).to_be_hidden()


def test_what_is_discarded_is_not_offered_again(windows: Windows) -> None:
    page = windows.open(who=DE.author)
    title = begun(page)
    text_of(page).fill(body_of(title) + "Verworfen.\n")
    expect_kept(page, "Verworfen.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_role("button", name="Verwerfen")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Verwerfen")).to_be_hidden()


def test_a_session_that_ended_meanwhile_loses_nothing(windows: Windows) -> None:
    windows.expected.add(401)  # the preview, which asks while nobody is signed in
    page = windows.open()
    sign_in(page, DE.author)
    title = begun(page)
    address = page.url
    other_tab = page.context.new_page()
    other_tab.goto("/agent/account")
    sign_out(other_tab)

    text_of(page).fill(body_of(title) + "Nach dem Ende der Sitzung.\n")
    press(page, DE.save)
    expect(page.get_by_role("status")).to_contain_text("Ihre Sitzung ist abgelaufen")
    sign_in(page, DE.author)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie sind wieder angemeldet")
    press(page, "Jetzt senden")
    expect(page).to_have_url(address)
    expect(text_of(page)).to_have_value(body_of(title) + "Nach dem Ende der Sitzung.\n")


def begun(page: Page) -> str:
    title = new_title()
    begin_article(page, title, DE)
    text_of(page).fill(body_of(title))
    save(page, DE)
    return title


def expect_kept(page: Page, words: str) -> None:
    """Wait until the browser has put what was typed aside."""
    page.wait_for_function(
        "([words]) => Object.values(localStorage).some((draft) => draft.includes(words))",
        arg=[words],
    )


def sign_out(page: Page) -> None:
    page.locator("summary").filter(has_text="Tom Behrens").click()
    page.get_by_role("button", name="Abmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
