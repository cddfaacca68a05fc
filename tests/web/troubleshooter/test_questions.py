"""Long lists, dates that have to go with each other, answers that become facts."""

from pathlib import Path

import pytest
from sqlalchemy import select

from portal.journeys.models import JourneyFact
from portal.remedies.models import Attempt
from tests.web.content import NOW
from tests.web.page_invariants import words
from tests.web.running_flows import publish_flow
from tests.web.troubleshooter.conftest import BUTTONS, address, outcome, reply, so_far

SOURCE = (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")


@pytest.fixture
def begin(pages, changing):
    """Starts the flow in a language."""
    with changing() as session:
        publish_flow(session, now=NOW, source=SOURCE)
    return lambda lang="de": pages.post(f"/{lang}/flows/questions", follow=True, status=200)


def write(pages, page, text):
    """Type a reply and send it; the page that comes then."""
    return pages.press(page, BUTTONS[page.url[1:3]], text=text)


def known(changing):
    with changing() as session:
        return {row.name: row.value for row in session.scalars(select(JourneyFact))}


@pytest.mark.parametrize(
    ("lang", "first", "title"),
    [
        ("de", "Bitte aus der Liste wählen", "In welches Land ziehen Sie?"),
        ("en", "Choose from the list", "Which country are you moving to?"),
    ],
)
def test_many_options_are_a_list_to_pick_from(begin, lang, first, title):
    page = begin(lang)
    field = page.one("select", id="option")
    labels = [words(option) for option in field.iter("option")]
    assert labels[0] == first
    assert len(labels) > 240
    assert words(page.one("label", for_="option")) == title
    assert not page.all("input", type="radio")


def test_picking_nothing_is_said_at_the_list(pages, begin):
    page = begin()
    refused = pages.post(f"{address(page)}/answers", {"step": "country", "option": ""}, status=422)
    assert "Wählen Sie eine Antwort" in words(refused.one(id="option-error"))
    assert refused.one("select", id="option").get("aria-invalid") == "true"


def test_what_was_picked_decides_and_stands_there_when_one_comes_back(pages, begin):
    far = reply(pages, begin(), "nz")
    assert "Mensch" in far.h1
    again = pages.get(f"{address(far)}/country")
    chosen = [words(o) for o in again.all("option") if "selected" in o.attrib]
    assert chosen == ["Neuseeland"]
    near = reply(pages, again, "at")
    assert near.h1 == "Wann ziehen Sie aus?"
    assert any("Österreich" in line for line in so_far(near))


def test_a_date_that_does_not_go_with_another_is_said_at_the_field_and_kept(pages, begin):
    page = write(pages, reply(pages, begin(), "de"), "2026-11-20")
    refused = pages.post(
        f"{address(page)}/answers", {"step": "since", "text": "2026-11-19"}, status=422
    )
    assert "Das wäre vor dem Auszug." in words(refused.one(id="text-error"))
    assert refused.one("input", id="text").get("value") == "2026-11-19"
    assert write(pages, refused, "20.11.2026").h1 == "Welches Programm?"


def test_changing_the_earlier_date_asks_for_the_later_again_and_says_why(pages, begin):
    page = write(pages, reply(pages, begin("en"), "de"), "2026-11-20")
    page = write(pages, page, "2026-11-21")
    changed = write(pages, pages.get(f"{address(page)}/begin"), "2026-11-25")
    assert changed.h1 == "When are you moving in?"
    assert "That would be before you move out." in words(changed.one(id="text-error"))
    assert changed.one("input", id="text").get("value") == "2026-11-21"
    back = write(pages, pages.get(f"{address(page)}/begin"), "2026-11-20")
    assert back.h1 == "Which program?", "the later date was kept"


def test_dates_are_told_in_words(pages, begin):
    page = write(pages, reply(pages, begin(), "de"), "2026-11-20")
    assert any("20. November 2026" in line for line in so_far(page))


def test_a_choice_and_a_date_are_facts_from_then_on_and_not_asked_twice(pages, begin, changing):
    page = write(pages, write(pages, reply(pages, begin(), "de"), "2026-11-20"), "2026-11-21")
    page = reply(pages, page, "outlook")
    assert known(changing) == {"since": "21. November 2026", "program": "Outlook"}
    unsure = reply(pages, pages.get(f"{address(page)}/program"), "unsure")
    assert known(changing) == {"since": "21. November 2026"}
    assert "Schalten Sie es aus und wieder an." in unsure.text


def test_a_steps_own_words_are_shown_and_kept_with_the_attempt(pages, begin, changing):
    page = write(pages, write(pages, reply(pages, begin(), "de"), "2026-11-20"), "2026-11-21")
    page = reply(pages, page, "outlook")
    assert "Schalten Sie es aus und wieder an." in page.text
    outcome(pages, page, "no_change")
    with changing() as session:
        [row] = session.scalars(select(Attempt))
        assert row.wording.endswith("Schalten Sie es aus und wieder an.")
