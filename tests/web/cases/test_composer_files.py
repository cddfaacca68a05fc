"""Files of a reply and of a note: kept until it is sent, whatever happens to the form."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.files import StoredFile
from portal.core.worker import Worker
from portal.escalations.jobs import schedule_draft_forgetting
from portal.escalations.outbox.models import ReplyFile
from tests.conftest import SettableClock
from tests.mailbox import Mailbox
from tests.web.cases.conftest import Seeing, address, form_of, kept_text, reply_to
from tests.web.cases.outbox import PAUSE, mailbox, post_office
from tests.web.conftest import Change
from tests.web.content import picture_bytes
from tests.web.hand_overs import address_of
from tests.web.page_client import Page, PageClient

__all__ = ["mailbox", "post_office"]
FILES = "composer-files/reply"
Desk = Callable[[str], PageClient]


def add(
    browser: PageClient, case: str, name: str = "anleitung.png", data: bytes = b"", *,
    to: str = FILES, status: int = 200, **fields: str,
) -> Page:  # fmt: skip
    """What the script does, or the button beside the field does with all that was typed."""
    data = data or picture_bytes()
    form = {**fields, "files": (BytesIO(data), name)}
    return browser.post(address(case, to), form, status=status, content_type="multipart/form-data")


def names(page: Page) -> list[str]:
    box = page.all("div", class_="composer-files")[0]
    return [
        (link.find("span").text or "") for link in box.iter("a") if link.find("span") is not None
    ]


def address_of_file(page: Page) -> str:
    (found,) = [a.get("href", "") for a in page.all("a") if "composer-files/" in a.get("href", "")]
    return found


def with_files(page: Page, **typed: str) -> dict[str, object]:
    files = [each.get("value") for each in page.all("input", name="file")]
    return {**reply_to(page, **typed), "file": files}


def test_a_file_goes_to_the_customer_on_the_page_and_by_mail(
    app: Flask, lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock,
) -> None:  # fmt: skip
    add(lena, case, "anleitung.png")
    add(lena, case, "werte.txt", b"Port 465")
    form = with_files(lena.get(address(case)), body="Anbei die Anleitung.")
    assert len(form["file"]) == 2
    lena.post(address(case, "replies"), form, status=303)
    assert names(lena.get(address(case))) == []  # they wait with the reply
    clock.advance(seconds=PAUSE)
    post_office.run_all()

    (mail,) = [each for each in mailbox.messages if list(each.iter_attachments())]
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert set(attached) == {"anleitung.png", "werte.txt"}
    assert attached["werte.txt"].strip() == "Port 465"
    status = PageClient(app.test_client()).get(address_of(app, seen().case))
    assert "anleitung.png" in status.text
    assert "werte.txt" in status.text
    assert "anleitung.png" in lena.get(address(case)).text


def test_files_too_large_for_a_mail_are_linked(
    app: Flask, lena: PageClient, case: str, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock,
) -> None:  # fmt: skip
    add(lena, case, "langes.txt", b"Zeile\n" * 1_000_000)
    lena.post(address(case, "replies"), with_files(lena.get(address(case))), status=303)
    clock.advance(seconds=PAUSE)
    post_office.run_all()

    mail = mailbox.messages[-1]
    assert list(mail.iter_attachments()) == []
    body = mail.get_body(("plain",)).get_content()
    assert "Dateien auf der Seite Ihrer Anfrage:" in body
    assert "langes.txt" in body
    assert "/files/" in body


def test_nothing_is_lost_with_a_refused_form_or_a_closed_tab(lena: PageClient, case: str) -> None:
    page = add(
        lena, case, to="replies", status=422, **reply_to(lena.get(address(case)), "x", due="")
    )
    assert names(page) == ["anleitung.png"]
    assert names(lena.get(address(case))) == ["anleitung.png"]


def test_a_bad_file_holds_the_reply_back_and_keeps_all_else(
    lena: PageClient, case: str, seen: Seeing
) -> None:
    form = reply_to(lena.get(address(case)), "Anbei die Datei.")
    page = add(lena, case, "bild.exe", b"MZ\x00\x01", to="replies", status=422, **form)

    assert kept_text(page) == "Anbei die Datei."
    assert "bild.exe: Diese Art Datei" in page.text or "bild.exe" in page.text
    assert seen().said == []


def test_f1_f3_r10_the_checks_of_customers_files_hold_here_as_well(
    lena: PageClient, case: str
) -> None:
    for name, data in (
        ("seite.html", b"<script>alert(1)</script>\x00"),
        ("bild.svg", b"<svg onload=alert(1)>"),
        ("foto.png", b"kein Bild"),
    ):
        add(lena, case, name, data, status=422)
    page = add(lena, case, "a\u202egpj.\u200bpng")
    assert names(page) == ["agpj.png"]
    link = address_of_file(page)
    opened = lena.get(link)
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in opened.headers["Content-Security-Policy"]


def test_a2_nobody_else_opens_or_sends_a_file_that_waits(
    lena: PageClient, case: str, seen: Seeing, desk_of: Desk
) -> None:
    page = add(lena, case)
    link = address_of_file(page)
    (file,) = [each.get("value") for each in page.all("input", name="file")]
    tom, aylin = desk_of("Tom"), desk_of("Aylin")
    tom.get(link, status=404)
    aylin.get(link, status=404)
    aylin.post(address(case, FILES), {}, status=404)
    tom.post(address(case, FILES), {"act": f"remove:{file}"}, status=200)
    tom.post(address(case, "replies"), {**reply_to(tom.get(address(case))), "file": [file]})

    assert "anleitung.png" not in tom.get(address(case)).text
    assert names(lena.get(address(case))) == ["anleitung.png"]
    assert len(seen().said) == 1


def test_f5_ten_files_are_enough(lena: PageClient, case: str) -> None:
    for number in range(10):
        add(lena, case, f"{number}.png")
    page = add(lena, case, "11.png", status=422)
    assert len(names(page)) == 10


def test_one_that_is_removed_does_not_go_along(
    lena: PageClient, case: str, app: Flask, seen: Seeing
) -> None:
    page = add(lena, case)
    (file,) = [each.get("value") for each in page.all("input", name="file")]
    typed = reply_to(page, "Steht noch da.") | {"act": f"remove:{file}"}
    page = lena.post(address(case, FILES), typed, status=200)

    assert names(page) == []
    assert kept_text(page) == "Steht noch da."
    with app.app_context():
        assert db.session.scalar(select(ReplyFile.id)) is None
        kept = db.session.scalars(select(StoredFile.name)).all()
    assert "anleitung.png" not in kept


def test_a_file_of_another_tab_does_not_go_along_unseen(
    lena: PageClient, case: str, app: Flask, seen: Seeing
) -> None:
    form = reply_to(lena.get(address(case)))
    add(lena, case, "anderswo.png")
    lena.post(address(case, "replies"), form, status=303)

    assert len(seen().said) == 1
    assert names(lena.get(address(case))) == ["anderswo.png"]


def test_the_missing_attachment_is_known_not_to_be_missing(lena: PageClient, case: str) -> None:
    body = "Guten Tag Frau Berger, die Anleitung finden Sie im Anhang dieser Nachricht."
    form = reply_to(lena.get(address(case)), body)
    assert "hängt nichts an" in lena.post(address(case, "checks"), form, status=200).text

    add(lena, case)
    assert "hängt nichts an" not in lena.post(address(case, "checks"), form, status=200).text


def test_a_note_takes_files_that_the_customer_never_sees(
    app: Flask, lena: PageClient, case: str, seen: Seeing
) -> None:
    page = add(lena, case, "intern.png", to="composer-files/note")
    files = [each.get("value") for each in page.all("input", name="file")]
    lena.post(address(case, "notes"), {**form_of(page, "notes", body="Siehe Bild"), "file": files})

    assert "intern.png" in lena.get(address(case)).text
    status = PageClient(app.test_client()).get(address_of(app, seen().case))
    assert "intern.png" not in status.text


def test_called_back_its_files_stand_in_the_composer(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, clock: SettableClock
) -> None:
    add(lena, case)
    form = with_files(lena.get(address(case)))
    lena.post(address(case, "replies"), form, status=303)
    page = lena.get(address(case))
    lena.post(address(case, f"replies/{form['key']}/return"), form_of(page, "return"), status=303)

    assert names(lena.get(address(case))) == ["anleitung.png"]


def test_what_nobody_has_sent_for_a_month_is_deleted_g3(
    app: Flask, lena: PageClient, case: str, post_office: Worker, clock: SettableClock,
    changing: Change,
) -> None:  # fmt: skip
    add(lena, case)
    clock.now += timedelta(days=31)
    with changing() as session:
        schedule_draft_forgetting(session, now=clock())
    post_office.run_all()

    with app.app_context():
        assert db.session.scalar(select(ReplyFile.id)) is None


def test_2_mb_of_text_is_refused_with_what_to_do_and_kept(
    lena: PageClient, case: str, seen: Seeing
) -> None:
    body = "Zeile aus dem Protokoll\n" * 90_000
    form = reply_to(lena.get(address(case)), body)
    for act in ("replies", "previews/reply", "checks"):
        status = 422 if act == "replies" else 200
        page = lena.post(
            address(case, act), form, status=status, content_type="multipart/form-data"
        )
        assert len(kept_text(page)) == len(body.strip())
    page = lena.post(address(case, "replies"), form, status=422)
    assert "in eine Datei" in page.text
    assert seen().said == []
