"""Articles and remedies in a reply: only what the customer may read, what was tried comes last."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.worker import Worker
from portal.knowledge.models import Article, Translation
from tests.web.cases.conftest import address, reply_to
from tests.web.conftest import Change
from tests.web.content import write
from tests.web.inserting import buttons, inserted, looked_for
from tests.web.page_client import PageClient

BODY = (
    "## Kurz gesagt {.short}\n\nDer Ausgang ist falsch eingetragen.\n\n"
    "## Postausgang prüfen {remedy=mail.check_outgoing_server}\n\n"
    "1. Öffnen Sie **Datei**, siehe [Abwesenheit](article:away) und [Geheimes](article:secret).\n"
    "2. Fertig.\n\n![Bild](media/a.png)\n"
)


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

    def test_what_was_tried_is_shown_however_much_else_fits(
        self, lena: PageClient, case: str
    ) -> None:
        found = buttons(looked_for(lena, case, "!!"))

        assert len(found) > 8
        assert found[-1] == "remedy:mail.check_outgoing_server"
