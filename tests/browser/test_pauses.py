"""Where a run stops for a while, without JavaScript: waiting, another device, notes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.samples import AGENT, PEOPLE, Sample
from tests.browser.test_every_page import problems_of
from tests.browser.windows import Windows

WORDS = {
    "de": {
        "continue": "Weiter",
        "mail": "Seit dem Umzug kommt keine E-Mail mehr an",
        "solved": "Das hat geholfen",
        "wait": "Gemacht, jetzt warte ich",
        "until": "Warten bis",
        "remind": "Erinnern Sie mich",
        "reminded": "Wir erinnern Sie einmal per Mail",
        "here": "Hier weitermachen",
        "notes": "Was wir zusammen gemacht haben",
        "caller": "Mit einem Anrufer durchgehen",
        "helping": "Sie gehen das für jemanden am Telefon durch.",
    },
    "en": {
        "continue": "Continue",
        "mail": "Since the move no email arrives",
        "solved": "That helped",
        "wait": "Done, now I wait",
        "until": "Wait until",
        "remind": "Remind me",
        "reminded": "We remind you by mail, once",
        "here": "Go on here",
        "notes": "What we did together",
        "caller": "Go through it with a caller",
        "helping": "You are going through this for a caller.",
    },
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_waiting_and_going_on_with_the_phone_without_javascript(
    windows: Windows, language: str
) -> None:
    says = WORDS[language]
    page = windows.open(language, javascript=False)
    page.goto(f"/{language}/flows/domain-move")
    page.locator(".btn-row button").first.click()
    to_the_wait(page, language)

    expect(page.locator(".wait")).to_contain_text(says["until"])
    expect(page.locator(".code")).to_be_visible()
    assert page.locator(".code").evaluate("image => image.naturalWidth") > 0
    page.get_by_label(re.compile("Mail|mail")).fill("berger@kunden.example")
    page.get_by_role("button", name=says["remind"]).click()
    expect(page.locator(".note")).to_contain_text(says["reminded"])

    phone = windows.open(language, javascript=False, phone=True)
    link = page.locator("#run-link").input_value()
    phone.goto(link.replace(link.partition(f"/{language}/")[0], windows.url))
    phone.get_by_role("button", name=says["here"]).click()
    expect(phone.locator(".wait")).to_contain_text(says["until"])
    phone.get_by_role("button", name=re.compile(says["solved"])).click()

    phone.get_by_role("link", name=re.compile(says["notes"])).first.click()
    expect(phone.locator("h1")).to_have_text(says["notes"])
    expect(phone.locator(".notes-tried > li")).to_have_count(2)


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_agent_goes_through_it_with_a_caller_who_goes_on_alone(
    windows: Windows, language: str
) -> None:
    says = WORDS[language]
    agent = windows.open(language, who=PEOPLE[language, AGENT], javascript=False)
    agent.goto("/agent/flows/domain-move")
    agent.get_by_role("button", name=says["caller"]).click()
    expect(agent.locator(".band")).to_contain_text(says["helping"])
    to_the_wait(agent, language)
    link = agent.locator("#run-link").input_value()

    customer = windows.open(language, javascript=False, phone=True)
    customer.goto(link.replace(link.partition(f"/{language}/")[0], windows.url))
    customer.get_by_role("button", name=says["here"]).click()

    expect(customer.locator("h1")).to_have_text(agent.locator("h1").inner_text())
    expect(customer.locator(".band")).to_have_count(0)
    expect(customer.locator(".so-far li").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_a_run_stops(windows: Windows, theme: str) -> None:
    page = windows.open("de", color_scheme=theme)
    page.goto("/de/flows/domain-move")
    page.locator(".btn-row button").first.click()
    to_the_wait(page, "de")
    wrong = list(problems_of(page, Sample(page.url), {}))
    page.locator(".so-far-notes a").click()
    wrong += problems_of(page, Sample(page.url), {})
    assert not wrong, "\n".join(wrong)


def to_the_wait(page: Page, language: str) -> None:
    """Answer up to the remedy that takes an hour, and begin to wait."""
    says = WORDS[language]
    page.locator("#text").fill("baeckerei.example")
    page.get_by_role("button", name=says["continue"], exact=True).click()
    page.get_by_label(says["mail"]).check()
    page.get_by_role("button", name=says["continue"], exact=True).click()
    page.get_by_role("button", name=re.compile(says["solved"])).click()
    page.get_by_role("button", name=says["wait"]).click()
