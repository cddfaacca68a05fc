"""The pages of the saved replies: who may do what, what is refused and where, two at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.db import db
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.escalations.saved_replies.starter import add_starter_replies
from tests.conftest import SettableClock
from tests.web.conftest import Change
from tests.web.page_client import Page, PageClient

LIST = "/agent/saved-replies"
TEXTS = {
    "title_de": "Rückruf zusagen",
    "body_de": "{greeting}\n\nich rufe Sie an: {?when: Wann}.",
    "title_en": "Promise a call",
    "body_en": "{greeting}\n\nI call you: {?when: When}.",
    "shared": "own",
}
Desks = Callable[[str], PageClient]


@pytest.fixture
def saved(app: Flask) -> Callable[[str], SavedReply | None]:
    """saved("Rückruf zusagen"): the saved reply with this German title as it stands now."""

    def look(title: str) -> SavedReply | None:
        with app.app_context():
            every = db.session.scalars(select(SavedReply))
            return next((one for one in every if one.titles.get("de") == title), None)

    return look


@pytest.fixture(autouse=True)
def noise(changing: Change, clock: SettableClock) -> None:
    """The starter texts stand beside what a test writes."""
    with changing() as session:
        add_starter_replies(session, now=clock())


def address(saved: Callable[[str], SavedReply | None], title: str = TEXTS["title_de"]) -> str:
    found = saved(title)
    assert found is not None
    return f"{LIST}/{found.public_id}"


def typed(page: Page, **more: str) -> dict[str, str]:
    """What stands in the form of a page, with what differs."""
    fields = {
        name: page.one("input", name=name).get("value", "")
        for name in ("revision", "title_de", "title_en")
    }
    texts = {
        name: (page.one("textarea", name=name).text or "").strip()
        for name in ("body_de", "body_en")
    }
    return fields | texts | {"shared": "own"} | more


class TestWriting:
    def test_what_is_written_is_listed_and_stands_in_the_form_again(
        self, lena: PageClient, saved: Callable[[str], SavedReply | None]
    ) -> None:
        page = lena.post(LIST, TEXTS, status=303)

        page = lena.get(page.location)
        assert "Rückruf zusagen" in page.text
        assert "Gespeichert." in page.text
        assert typed(lena.get(address(saved)))["body_en"] == TEXTS["body_en"]

    def test_one_language_is_enough_and_the_list_says_which_is_missing(
        self, lena: PageClient
    ) -> None:
        lena.post(LIST, TEXTS | {"title_en": "", "body_en": ""}, status=303)

        assert "nicht auf Englisch" in lena.get(f"{LIST}?of=own").text

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("Hallo\n{custmer_name}", "Zeile 2, Zeichen 1: Ein Feld {custmer_name} gibt es nicht. "
             "Meinten Sie {customer_name}?"),
            ("{{ 7*7 }}", "Zeile 1, Zeichen 1: Hier wird nichts berechnet."),
            ("bis {due", "Zeile 1, Zeichen 5: Die Klammer wird in dieser Zeile nicht geschlossen."),
            ("x" * 10_001, "Kürzen Sie den Text auf 10.000 Zeichen."),
        ],
        ids=["misspelt", "formula R11", "unclosed", "too long"],
    )  # fmt: skip
    def test_a_fault_is_refused_with_its_place_and_all_that_was_typed_stays(
        self, lena: PageClient, body: str, said: str
    ) -> None:
        page = lena.post(LIST, TEXTS | {"body_de": body}, status=422)

        assert said in page.text
        assert typed(page)["body_de"] == body
        assert typed(page)["title_en"] == TEXTS["title_en"]

    def test_a_text_needs_a_title_and_something_has_to_stand_there(self, lena: PageClient) -> None:
        page = lena.post(LIST, TEXTS | {"title_de": ""}, status=422)
        assert "Geben Sie dem Text einen Titel" in page.text
        page = lena.post(LIST, {"shared": "own"}, status=422)
        assert "mindestens in einer Sprache" in page.text

    def test_a_preview_shows_both_languages_with_gaps_and_keeps_nothing(
        self, app: Flask, lena: PageClient
    ) -> None:
        page = lena.post(f"{LIST}/previews", TEXTS, status=200)

        assert "Guten Tag Sabine Berger," in page.text
        assert "ich rufe Sie an: [? Wann]." in page.text
        assert "I call you: [? When]." in page.text
        with app.app_context():
            mine = SavedReply.owner_id.is_not(None)
            assert db.session.scalar(select(func.count()).where(mine)) == 0

    def test_markup_and_formulas_in_a_text_are_only_words_r8_r11(self, lena: PageClient) -> None:
        hostile = '<img src=x onerror="alert(1)">{ {7*7} }{1+1}'
        page = lena.post(f"{LIST}/previews", TEXTS | {"body_de": hostile}, status=200)

        assert '<img src=x onerror="alert(1)">{ {7*7} }{1+1}' in page.text
        assert "49" not in page.text.replace("1.49", "")


class TestSharing:
    def test_another_agents_own_text_is_not_there_a1(
        self,
        desk_of: Desks,
        saved: Callable[[str], SavedReply | None],
    ) -> None:
        desk_of("Lena").post(LIST, TEXTS, status=303)
        tom, maren = desk_of("Tom"), desk_of("Maren")

        for browser in (tom, maren):
            assert "Rückruf zusagen" not in browser.get(LIST).text
            browser.get(address(saved), status=404)
            browser.post(address(saved), TEXTS | {"revision": "1"}, status=404)
            browser.post(f"{address(saved)}/removals", {"revision": "1"}, status=404)
        assert saved("Rückruf zusagen") is not None

    @pytest.mark.parametrize("shared", ["all", "team:mail", "team:web", "team:nothing"])
    def test_who_leads_nobody_shares_with_nobody_a7(
        self, lena: PageClient, shared: str, saved: Callable[[str], SavedReply | None]
    ) -> None:
        lena.post(LIST, TEXTS | {"shared": shared}, status=422)

        assert saved("Rückruf zusagen") is None

    def test_a_lead_shares_with_their_own_team_and_its_members_only_read_it(
        self,
        desk_of: Desks,
        saved: Callable[[str], SavedReply | None],
    ) -> None:
        aylin = desk_of("Aylin")
        aylin.post(LIST, TEXTS | {"shared": "team:mail"}, status=422)
        aylin.post(LIST, TEXTS | {"shared": "team:web"}, status=303)

        desk_of("Lena").get(address(saved), status=404)  # of another team
        assert "Rückruf zusagen" in desk_of("Maren").get(LIST).text
        page = aylin.get(address(saved))
        aylin.post(address(saved), typed(page, shared="all"), status=303)
        reply = saved("Rückruf zusagen")
        assert reply is not None
        assert reply.shared == Shared.ALL
        lena = desk_of("Lena")
        assert "Geändert wird er von der Teamleitung" in lena.get(address(saved)).text
        lena.post(address(saved), TEXTS | {"revision": "2"}, status=403)

    def test_a_stranger_signs_in_first(self, pages: PageClient) -> None:
        assert pages.get(LIST, status=302).location.startswith("/agent/sign-in")


class TestTwoAtOnce:
    def test_the_slower_one_sees_both_texts_and_may_save_theirs(
        self,
        desk_of: Desks,
        saved: Callable[[str], SavedReply | None],
    ) -> None:
        aylin, maren = desk_of("Aylin"), desk_of("Maren")
        aylin.post(LIST, TEXTS | {"shared": "all"}, status=303)
        first, second = aylin.get(address(saved)), maren.get(address(saved))

        aylin.post(address(saved), typed(first, body_en="Aylin’s words", shared="all"), status=303)
        page = maren.post(
            address(saved), typed(second, body_en="Maren’s words", shared="all"), status=409
        )

        assert "Aylin’s words" in page.text
        assert typed(page)["body_en"] == "Maren’s words"
        maren.post(address(saved), typed(page, shared="all"), status=303)
        reply = saved("Rückruf zusagen")
        assert reply is not None
        assert reply.bodies["en"] == "Maren’s words"

    def test_what_was_changed_meanwhile_is_not_deleted_unseen(
        self, lena: PageClient, saved: Callable[[str], SavedReply | None]
    ) -> None:
        lena.post(LIST, TEXTS, status=303)
        page = lena.get(f"{address(saved)}/removals")
        revision = page.one("input", name="revision").get("value", "")
        lena.post(address(saved), typed(lena.get(address(saved)), body_en="New"), status=303)

        page = lena.post(f"{address(saved)}/removals", {"revision": revision}, status=409)
        assert "New" in page.text
        revision = page.one("input", name="revision").get("value", "")
        lena.post(f"{address(saved)}/removals", {"revision": revision}, status=303)
        assert saved("Rückruf zusagen") is None


class TestFinding:
    def test_words_of_title_and_text_find_it_the_title_first(self, lena: PageClient) -> None:
        lena.post(LIST, TEXTS, status=303)

        found = lena.get(f"{LIST}?q=anruf").all("a", **{"data-row": ""})
        assert {one.text for one in found} == {"Einen Anruf anbieten"}
        assert "Kein Textbaustein passt." in lena.get(f"{LIST}?q=qwxyzzy").text
