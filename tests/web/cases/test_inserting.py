"""Saved replies in a reply: found, filled in, counted; never another’s, never a silent gap."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.escalations.saved_replies.starter import add_starter_replies
from tests.conftest import SettableClock
from tests.web.cases.conftest import TOMORROW, Seeing, address, kept_text, reply_to
from tests.web.conftest import Change
from tests.web.inserting import buttons, inserted, looked_for
from tests.web.page_client import PageClient

Saving = Callable[..., str]
Desks = Callable[[str], PageClient]
CHOICES_THAT_ARE_NONE = (
    *("reply:", "reply:x", "link:", "link:0", "link:99999999999999", "link:１", "passage:1"),
    *("passage:#", "flow:../x", "remedy:none.such", "steps:", "nonsense", "address:\x00"),
)


@pytest.fixture
def saving(changing: Change, clock: SettableClock) -> Saving:
    """saving("Titel", "Text {due}"): a saved reply for everybody; returns its public id."""

    def save(title: str, body: str, *, locale: str = "de", owner_id: int | None = None) -> str:
        with changing() as session:
            reply = SavedReply(
                titles={locale: title},
                bodies={locale: body},
                shared=(Shared.OWN if owner_id else Shared.ALL).value,
                owner_id=owner_id,
                created_at=clock(),
                changed_at=clock(),
            )
            session.add(reply)
            session.flush()
            return reply.public_id

    return save


class TestSavedReplies:
    def test_it_is_found_by_words_and_inserted_below_what_was_typed(
        self, lena: PageClient, case: str, saving: Saving
    ) -> None:
        mine = saving("Rückfrage zum Gerät", "{greeting}\n\nIhr Fall {case_number}.")
        saving("Nebensache", "Nichts davon.")

        page = looked_for(lena, case, "gerät")
        assert buttons(page) == [f"reply:{mine}"]
        assert kept_text(page) == "Getippt."
        form = reply_to(page, kept_text(page)) | {"insert": f"reply:{mine}"}
        page = lena.post(address(case, "insertions"), form, status=200)
        assert kept_text(page).startswith("Getippt.\n\nGuten Tag Sabine Berger,\n\nIhr Fall ")

    def test_its_fields_come_from_the_case_and_the_form(
        self, app: Flask, lena: PageClient, case: str, saving: Saving
    ) -> None:
        mine = saving("A", "{contact_name}|{my_name}|{team}|{due}|{status_link}|{subject}")

        text = inserted(lena, case, f"reply:{mine}", due=TOMORROW)
        contact, writer, team, due, link, _subject = text.split("|")
        assert (contact, writer) == ("Lena Braun", "Lena Braun")
        assert due == "Di., 24. November, 10:00\N{NO-BREAK SPACE}Uhr"
        assert team
        base = app.extensions["lotse.settings"].base_url
        assert link.startswith(f"[Seite Ihrer Anfrage]({base}/de/requests/")

    def test_a_field_without_a_value_is_a_gap_that_is_asked_about(
        self, lena: PageClient, case: str, saving: Saving, seen: Seeing
    ) -> None:
        mine = saving("A", "{greeting}\n\nbis {due}, {?device: Welches Gerät}.")

        text = inserted(lena, case, f"reply:{mine}")
        assert "bis [? bis wann Sie etwas zusagen], [? Welches Gerät]." in text
        form = reply_to(lena.get(address(case)), text)
        page = lena.post(address(case, "replies"), form, status=422)
        assert "Noch auszufüllen: Welches Gerät" in page.text
        assert seen().said == []

    def test_a_customer_without_a_name_is_a_gap_and_greeted_without_one(
        self, lena: PageClient, case: str, saving: Saving, changing: Change, seen: Seeing
    ) -> None:
        mine = saving("A", "{greeting} {customer_name}")
        with changing() as session:
            session.merge(seen().case).name = ""

        assert inserted(lena, case, f"reply:{mine}") == "Guten Tag, [? Name des Kunden]"

    def test_what_the_customer_is_called_is_only_words_r8_r11(
        self, lena: PageClient, case: str, saving: Saving, changing: Change, seen: Seeing
    ) -> None:
        mine = saving("A", "{customer_name}")
        with changing() as session:
            session.merge(seen().case).name = "[x](javascript:1) {{ 7*7 }} {due} <b>"

        text = inserted(lena, case, f"reply:{mine}")
        assert text == r"\[x\](javascript:1) {{ 7\*7 }} {due} <b>"

    def test_the_other_language_is_offered_with_a_warning(
        self, lena: PageClient, case: str, saving: Saving
    ) -> None:
        mine = saving("Only English", "Hello", locale="en")

        page = looked_for(lena, case, "english")
        assert buttons(page) == [f"reply:{mine}"]
        assert "nur auf Englisch" in page.text

    def test_uses_are_counted(
        self, app: Flask, lena: PageClient, case: str, saving: Saving
    ) -> None:
        mine = saving("A", "Hallo")
        inserted(lena, case, f"reply:{mine}")
        inserted(lena, case, f"reply:{mine}")

        with app.app_context():
            assert db.session.scalars(select(SavedReply.uses)).one() == 2

    def test_what_another_agent_keeps_for_themselves_is_not_inserted_a1(
        self, lena: PageClient, case: str, saving: Saving, teams: dict[str, int]
    ) -> None:
        theirs = saving("Toms eigener", "Geheim", owner_id=teams["Tom Behrens"])

        assert buttons(looked_for(lena, case, "eigener")) == []
        problem = inserted(lena, case, f"reply:{theirs}", status=422)
        assert "gibt es nicht mehr" in problem

    def test_a_case_of_another_team_takes_nothing_a4(
        self, desk_of: Desks, lena: PageClient, case: str, saving: Saving
    ) -> None:
        mine = saving("A", "{customer_name}")
        form = reply_to(lena.get(address(case))) | {"insert": f"reply:{mine}"}

        desk_of("Aylin").post(address(case, "insertions"), form, status=404)

    def test_the_texts_that_ship_have_every_field_in_both_languages(
        self, lena: PageClient, case: str, changing: Change, clock: SettableClock
    ) -> None:
        with changing() as session:
            add_starter_replies(session, now=clock())
            ids = list(session.scalars(select(SavedReply.public_id)))

        assert len(ids) == 10
        for one in ids:
            text = inserted(lena, case, f"reply:{one}", due=TOMORROW)
            assert text.startswith("Guten Tag Sabine Berger,")
            assert "{" not in text


class TestBadInput:
    def test_a_choice_that_is_none_inserts_nothing_and_keeps_all_that_was_typed(
        self, lena: PageClient, case: str
    ) -> None:
        form = reply_to(lena.get(address(case)), "Mein Text")
        for choice in CHOICES_THAT_ARE_NONE:
            page = lena.post(address(case, "insertions"), form | {"insert": choice}, status=422)
            assert kept_text(page) == "Mein Text"

    def test_enter_in_the_field_looks_for_it_and_sends_nothing(
        self, lena: PageClient, case: str, saving: Saving, seen: Seeing
    ) -> None:
        mine = saving("Rückfrage", "Hallo")
        form = reply_to(lena.get(address(case))) | {"entered": "1", "insert-q": "rückfrage"}
        page = lena.post(address(case, "replies"), form, status=200)

        assert buttons(page) == [f"reply:{mine}"]
        assert seen().said == []

    def test_a_very_long_text_comes_back_whole(
        self, lena: PageClient, case: str, saving: Saving
    ) -> None:
        mine = saving("A", "Hallo")
        long = "x" * 2_000_000
        form = reply_to(lena.get(address(case)), long) | {"insert": f"reply:{mine}"}

        page = lena.post(address(case, "insertions"), form, status=200)
        assert kept_text(page) == f"{long}\n\nHallo"
