"""Instructions for the program that the customer named, and for no other."""

import pytest

from portal.troubleshooter.flow_files import LIBRARY
from tests.web.content import NOW
from tests.web.running_flows import publish_flow
from tests.web.troubleshooter.conftest import outcome, reply

SOURCE = (LIBRARY / "mail-send-fails.yaml").read_text(encoding="utf-8")
PROGRAMS = {
    "de": ["Outlook (klassisch)", "Thunderbird", "Apple Mail", "iPhone und iPad", "Android"],
    "en": ["Outlook (classic)", "Thunderbird", "Apple Mail", "iPhone and iPad", "Android"],
}


@pytest.fixture
def at_remedy(pages, changing):
    """The first remedy's page after naming a program."""
    with changing() as session:
        publish_flow(session, now=NOW, source=SOURCE)

    def walk(program: str, lang: str = "de"):
        page = pages.post(f"/{lang}/flows/mail-send-fails", follow=True, status=200)
        for answer in ("stays", "works", program, "nothing"):
            page = reply(pages, page, answer)
        return page

    return walk


def acts(page):
    return page.one("div", class_="step-acts")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_each_remedy_shows_the_program_that_was_named_and_no_other(pages, at_remedy, lang):
    page = at_remedy("thunderbird", lang)

    for _ in range(3):
        shown = [heading.text for heading in acts(page).iter("h2")]
        assert shown == ["Thunderbird"]
        assert not list(acts(page).iter("details"))
        for other in PROGRAMS[lang]:
            if other != "Thunderbird":
                assert other not in "".join(acts(page).itertext())
        page = outcome(pages, page, "no_change")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_whoever_does_not_know_finds_all_of_them_folded(at_remedy, lang):
    page = at_remedy("unsure", lang)

    folds = list(acts(page).iter("details"))
    assert [fold.find("summary").text.partition(" (Gmail")[0] for fold in folds] == PROGRAMS[lang]
    assert all("open" not in fold.attrib for fold in folds)
    assert not list(acts(page).iter("h2"))


def test_what_is_for_everybody_stands_beside_the_own_program(pages, at_remedy):
    page = at_remedy("iphone")
    assert "Senden Sie danach eine Mail an sich selbst." in page.text

    servers = outcome(pages, page, "no_change")
    assert "smtp.nordhafen.example" in servers.text
    assert "SMTP › Primärer Server" in servers.text
    assert "Ausgehende E-Mail" not in servers.text


def test_another_program_brings_other_instructions(pages, at_remedy):
    page = at_remedy("iphone")
    changed = reply(pages, pages.get(f"{page.url.rpartition('/')[0]}/program"), "outlook")

    assert [heading.text for heading in acts(changed).iter("h2")] == ["Outlook (klassisch)"]
