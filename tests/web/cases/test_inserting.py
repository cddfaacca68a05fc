"""What agents insert into a reply: found, filled in, and never anything the customer cannot read."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.worker import Worker
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.escalations.saved_replies.starter import add_starter_replies
from portal.knowledge.models import Article, Translation
from tests.conftest import SettableClock
from tests.web.cases.conftest import TOMORROW, Seeing, address, kept_text, reply_to
from tests.web.conftest import Change
from tests.web.content import write
from tests.web.page_client import Page, PageClient

Saving = Callable[..., str]
Desks = Callable[[str], PageClient]
BODY = (
    "## Kurz gesagt {.short}\n\nDer Ausgang ist falsch eingetragen.\n\n"
    "## Postausgang prüfen {remedy=mail.check_outgoing_server}\n\n"
    "1. Öffnen Sie **Datei**, siehe [Abwesenheit](article:away) und [Geheimes](article:secret).\n"
    "2. Fertig.\n\n![Bild](media/a.png)\n"
)
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


@pytest.fixture
def articles(changing: Change, worker: Worker) -> Callable[[str], int]:
    """articles("mail"): the German translation's id; "secret" is for the team, indexed as well."""
    with changing() as session:
        write(session, "mail", "Senden klappt nicht", body=BODY)
        write(session, "away", "Abwesenheit einrichten")
        write(session, "secret", "Senden intern freischalten", visibility="internal")
        write(session, "members", "Senden für Mitglieder", visibility="signed_in")
    worker.run_all()

    def find(key: str) -> int:
        with changing() as session:
            mine = select(Translation.id).join(Article, Article.id == Translation.article_id)
            return session.scalars(mine.where(Article.key == key)).one()

    return find


def looked_for(desk: PageClient, case: str, typed: str, what: str = "replies") -> Page:
    """The page after the button "Search", without JavaScript."""
    form = reply_to(desk.get(address(case)), "Getippt.") | {
        "insert-q": typed,
        "insert-what": what,
    }
    return desk.post(address(case, "insertions"), form, status=200)


def inserted(
    desk: PageClient, case: str, choice: str, *, body: str = "", status: int = 200, **more: str
) -> str:
    """What a script gets for a choice: the text, or what went wrong."""
    form = reply_to(desk.get(address(case)), body, due="") | {"insert": choice} | more
    answer = desk.post(address(case, "insertions"), form, status=status, Accept="application/json")
    found = json.loads(answer.body)
    return str(found["text"] if status == 200 else found["problem"])


def buttons(page: Page) -> list[str]:
    return [button.get("value", "") for button in page.all("button", name="insert")]


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
        assert text == r"\[x\](javascript:1) {{ 7\*7 }} {due} \<b\>"

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


class TestArticles:
    def test_an_article_is_a_link_or_the_passage_that_fits(
        self, app: Flask, lena: PageClient, case: str, articles: Callable[[str], int]
    ) -> None:
        page = looked_for(lena, case, "?? Postausgang prüfen")
        link, quote = [one for one in buttons(page) if f":{articles('mail')}" in one]
        base = app.extensions["lotse.settings"].base_url

        assert inserted(lena, case, link) == (
            f"[Senden klappt nicht]({base}/de/articles/senden-klappt-nicht)"
        )
        text = inserted(lena, case, quote)
        assert "#postausgang-prufen)" in text or "#postausgang-pruefen)" in text
        assert f"> 1. Öffnen Sie **Datei**, siehe [Abwesenheit]({base}/de/articles/" in text
        assert "Geheimes" in text
        assert "[Geheimes]" not in text
        assert "media/" not in text

    @pytest.mark.parametrize("key", ["secret", "members"])
    def test_what_the_customer_cannot_read_is_marked_and_never_inserted_v2(
        self, lena: PageClient, case: str, articles: Callable[[str], int], key: str
    ) -> None:
        page = looked_for(lena, case, "Senden intern Mitglieder", "articles")

        assert "intern: Kunden können ihn nicht lesen" in page.text
        assert f"link:{articles(key)}" not in buttons(page)
        for choice in (f"link:{articles(key)}", f"passage:{articles(key)}#"):
            assert "können Kunden nicht lesen" in inserted(lena, case, choice, status=422)

    def test_a_button_beside_the_case_inserts_by_address(
        self, lena: PageClient, case: str, articles: Callable[[str], int]
    ) -> None:
        for path in ("/de/articles/senden-klappt-nicht", "/de/articles/senden-klappt-nicht#nix"):
            assert inserted(lena, case, f"address:{path}").endswith(
                "/de/articles/senden-klappt-nicht)"
            )
        for path in ("https://evil.example/de/articles/x", "/agent/cases", "//evil", ""):
            inserted(lena, case, f"address:{path}", status=422)


class TestRemedies:
    def test_what_was_tried_comes_last_with_who_when_and_what_came_of_it(
        self, lena: PageClient, case: str, articles: Callable[[str], int]
    ) -> None:
        page = looked_for(lena, case, "!! postausgang")

        assert buttons(page)[-2:] == [
            "remedy:mail.check_outgoing_server",
            "steps:mail.check_outgoing_server",
        ]
        assert "Sabine Berger hat „Postausgang geprüft“" in page.text
        assert "ohne Wirkung" in page.text

    def test_asking_again_needs_a_reason_and_then_repeats_nothing(
        self, lena: PageClient, case: str
    ) -> None:
        text = inserted(lena, case, "remedy:mail.check_outgoing_server")
        assert text == (
            "Bitte versuchen Sie Folgendes: **Postausgangsserver prüfen**. "
            "Bitte noch einmal, weil [? der Grund]."
        )
        body = f"Guten Tag Frau Berger,\n\n{text}"
        page = lena.post(
            address(case, "checks"), reply_to(lena.get(address(case)), body), status=200
        )
        assert "Noch auszufüllen: der Grund" in page.text
        assert not page.all("button", value="remove:repeat-0")

    def test_a_new_one_is_a_sentence_with_a_link_or_with_its_steps(
        self, lena: PageClient, case: str, changing: Change, worker: Worker
    ) -> None:
        body = "## Neu eingeben {remedy=mail.reenter_password}\n\n1. Tippen Sie es neu.\n"
        with changing() as session:
            write(session, "password", "Kennwort eingeben", body=body)
        worker.run_all()

        sentence = inserted(lena, case, "remedy:mail.reenter_password")
        assert sentence.startswith("Bitte versuchen Sie Folgendes: **")
        assert "/de/articles/kennwort-eingeben#neu-eingeben)" in sentence
        assert "noch einmal, weil" not in sentence
        assert "> 1. Tippen Sie es neu." in inserted(lena, case, "steps:mail.reenter_password")

    def test_an_id_is_one_wherever_it_is_typed(self, lena: PageClient, case: str) -> None:
        page = looked_for(lena, case, "router.restart", "replies")

        assert buttons(page)[0] == "remedy:router.restart"


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
