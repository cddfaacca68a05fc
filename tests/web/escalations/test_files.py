"""Files: with the request, later, and never for anybody else."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.core.files import StoredFile
from portal.escalations.attachments import LARGEST_FILE
from portal.escalations.handing_over.sent_files import KIB_OF_A_NETWORK
from portal.escalations.messages import add_message
from portal.escalations.models import CaseFile, Escalation, MessageKind
from portal.escalations.office import Office
from portal.escalations.operations import write
from portal.web.limits import allows, remote_network
from tests.web.content import picture_bytes
from tests.web.escalations.conftest import WORDS, a_file, send
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient

PDF = b"%PDF-1.7\nJavaScript"


def files(page):
    return {
        a.get("href"): a.text for a in page.one("main").iter("a") if "/files/" in a.get("href", "")
    }


def test_several_files_travel_with_the_request_and_are_served_to_its_holder(pages, form, desk):
    sent = [
        a_file(picture_bytes(), "fehler.png"),
        a_file(PDF, "Rechnung Nr. 1.pdf"),
        a_file("Grüße".encode("cp1252"), "outlook.log"),
    ]
    page = pages.press(form, "Datei hinzufügen", files=sent, words=WORDS)
    assert all(name in page.text for name in ("fehler.png", "Rechnung Nr. 1.pdf", "outlook.log"))
    desk.clock.advance(seconds=5)
    page = send(pages, page)
    assert "3 Dateien" in page.text

    found = {name: pages.get(url).response for url, name in files(page).items() if name}
    assert found["fehler.png"].mimetype == "image/png"
    assert found["Rechnung Nr. 1.pdf"].data == PDF
    assert found["outlook.log"].data.decode() == "Grüße"
    for name, answer in found.items():
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        shown = "inline" if name == "fehler.png" else "attachment"
        assert answer.headers["Content-Disposition"].startswith(shown)


def test_files_go_with_the_one_press_that_sends(pages, form, desk):
    page = send(pages, form, files=[a_file(picture_bytes(), "a.png")])
    assert "1 Datei" in page.text


def test_a_file_can_be_taken_back(pages, form):
    page = pages.press(form, "Datei hinzufügen", files=[a_file(picture_bytes(), "a.png")])
    (address,) = {url for url, name in files(page).items() if name}
    assert pages.get(address).response.mimetype == "image/png"
    page = pages.press(page, "Entfernen: a.png")
    assert "a.png" not in page.text
    pages.get(address, status=404)


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (b"<script>alert(1)</script>", "bild.png", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bild.svg", 422),
        (b"MZ\x00", "rechnung.pdf.exe", 422),
        (b"x" * (LARGEST_FILE + 1), "lang.log", 413),
    ],
)
def test_f1_f5_a_refused_file_costs_nothing_that_was_typed(pages, form, desk, data, name, status):
    good = a_file(picture_bytes(), "gut.png")
    page = send(pages, form, files=[a_file(data, name), good], status=status)

    assert name in page.text
    assert "gut.png" in page.text
    assert "Seit Freitag." in page.text
    assert page.one("input", name="name").get("value") == "Sabine Berger"
    assert desk.cases() == []
    desk.clock.advance(seconds=5)
    assert "1 Datei" in send(pages, page).text


def test_f5_a_gigabyte_is_refused_and_the_words_are_kept(app, pages, form, desk):
    """The body is made while it is read: no test should need a gigabyte."""
    token = form.one("input", name="draft").get("value")
    asked = form.one("input", name="asked").get("value")
    fields = {"draft": token, "asked": asked, "words": WORDS, "name": "Sabine Berger"}
    response = Endless(fields, size=1024**3).sent_to(pages, "/de/contact")
    assert response.status_code == 413
    assert "größer als 8 MB" in response.text
    assert "Seit Freitag." in response.text
    assert desk.cases() == []


def test_f5_who_may_not_send_makes_nobody_read_gigabytes(pages, form, desk, case):
    messages = f"{desk.address(case)}/messages"
    unknown = Endless({"body": "x"}, size=3 * 1024**3)
    assert unknown.sent_to(pages, f"{messages[:-9]}x/messages").status_code == 404
    for _ in range(120):
        pages.post("/de/contact", {"website": "x"}, status=422)
    too_much = Endless({"words": WORDS}, size=3 * 1024**3)
    refused = too_much.sent_to(pages, "/de/contact")
    assert refused.status_code == 429
    assert "Das war viel auf einmal" in refused.text
    assert "Was Sie eingegeben haben, steht dort noch" in refused.text
    assert unknown.is_unread
    assert too_much.is_unread

    page = pages.post("/de/contact", {"words": WORDS}, status=429)
    assert page.one("textarea", name="words").text.strip() == WORDS


def test_f5_a_few_gigabytes_an_hour_are_read_for_the_words_with_them_no_more(pages, desk, case):
    body = Endless({"body": WORDS}, size=5 * 1024**3)
    assert body.sent_to(pages, f"{desk.address(case)}/messages").status_code == 413
    assert body.is_unread
    page = pages.press(pages.get(desk.address(case)), "Nachricht senden", body=WORDS)
    assert "Seit Freitag." in page.text


class Endless(io.RawIOBase):
    """A form with a file of `size` bytes."""

    def __init__(self, fields, size):
        head = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        disposition = 'form-data; name="files"; filename="a.log"'
        file = f"--x\r\nContent-Disposition: {disposition}\r\n\r\n"
        self._parts = [(head + file).encode(), size, b"\r\n--x--\r\n"]
        self._whole = list(self._parts)
        self.length = str(sum(part if isinstance(part, int) else len(part) for part in self._parts))

    def sent_to(self, pages, address):
        kind = "multipart/form-data; boundary=x"
        environ = {"wsgi.input": self, "CONTENT_LENGTH": self.length, "CONTENT_TYPE": kind}
        return pages.browser.post(address, environ_overrides=environ)

    @property
    def is_unread(self):
        return len(self._parts) == 3 and self._whole == self._parts

    def readable(self):
        return True

    def readinto(self, buffer):
        while self._parts:
            part = self._parts[0]
            if isinstance(part, int):
                count = min(part, len(buffer))
                buffer[:count] = b"y" * count
                self._parts[0] = part - count
            else:
                count = min(len(part), len(buffer))
                buffer[:count] = part[:count]
                self._parts[0] = part[count:]
            if not self._parts[0]:
                del self._parts[0]
            if count:
                return count
        return 0


def test_f5_there_is_room_for_ten_files(pages, form):
    many = [a_file(b"x", f"{number}.txt") for number in range(12)]
    page = pages.press(form, "Datei hinzufügen", files=many, status=413)
    assert "Zehn Dateien reichen." in page.text
    assert "9.txt" in page.text
    assert "10.txt" not in files(page).values()


def test_f5_a_network_sends_sixty_files_an_hour_and_loses_no_word(app, desk):
    for _ in range(6):
        browser = PageClient(app.test_client())
        many = [a_file(b"x", f"{number}.txt") for number in range(10)]
        browser.press(browser.get("/de/contact"), "Datei hinzufügen", files=many)
    pages = PageClient(app.test_client())
    form = pages.get("/de/contact")
    desk.clock.advance(seconds=5)
    page = send(pages, form, files=[a_file(b"x", "zuviel.txt")], status=429)
    assert "zuviel.txt: Von Ihrem Anschluss kamen" in page.text
    assert "Seit Freitag." in page.text
    english = pages.press(pages.get("/en/contact"), "Add file", files=[a_file(b"x", "b.txt")],
                          status=429)  # fmt: skip
    assert "b.txt: More files came from your connection" in english.text

    desk.clock.advance(hours=1)
    assert "1 Datei" in send(pages, page, files=[a_file(b"x", "jetzt.txt")]).text


def test_f5_a_network_sends_200_mb_an_hour(app, pages, form):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert allows(KIB_OF_A_NETWORK, "kib", remote_network(), cost=200 * 1024 - 1)
    page = pages.press(form, "Datei hinzufügen", files=[a_file(b"x" * 1025, "a.txt")], status=429)
    page = pages.press(page, "Datei hinzufügen", files=[a_file(b"x" * 1024, "a.txt")])
    assert "a.txt" in files(page).values()


def test_f2_f6_a_file_is_kept_under_its_hash_and_called_by_a_record(pages, form, desk, settings):
    page = send(pages, form, files=[a_file(b"harmlos", "../../../../tmp/evil.txt")])
    (name,) = [name for name in files(page).values() if name]
    assert name == "evil.txt"
    kept = [path for path in settings.files_dir.rglob("*") if path.is_file()]
    assert [len(path.name) for path in kept] == [64]
    for path in ("/files/", "/data/files/", f"/static/../files/{kept[0].name}"):
        pages.get(path, status=404)


def test_f3_a_screenshot_loses_where_it_was_taken(pages, form, desk, app):
    exif = Image.Exif()
    exif[0x010F] = "Kamera von Frau Berger"
    data = picture_bytes(form="JPEG", exif=exif)
    page = send(pages, form, files=[a_file(data, "foto.jpg")])
    (address,) = {url for url, name in files(page).items() if name}
    assert b"Berger" not in pages.get(address).response.data


def test_f3_a_picture_bomb_is_refused(pages, form, desk):
    bomb = picture_bytes(size=(10_000, 10_000))
    page = send(pages, form, files=[a_file(bomb, "b.png")], status=413)
    assert "zu viele Bildpunkte" in page.text or "Pixel" in page.text
    assert desk.cases() == []


def test_a2_a_file_opens_for_the_holder_of_its_own_request_only(app, pages, desk, changing):
    with changing() as session:
        mine = hand_over(app, session, now=desk.clock.now, pictures=[picture_bytes()])
        other = hand_over(app, session, now=desk.clock.now)
        (file,) = session.scalars(select(StoredFile.public_id))
        addresses = address_of(app, mine), address_of(app, other)
    pages.get(f"{addresses[0]}/files/{file}")
    pages.get(f"{addresses[1]}/files/{file}", status=404)
    pages.get(f"{addresses[0]}x/files/{file}", status=404)
    pages.get(f"{addresses[0]}/files/none", status=404)
    pages.get(f"/de/contact/files/{file}", status=404)
    pages.get(f"/media/{file}", status=404)
    pages.get(f"/portraits/{file}", status=404)


def test_a2_a_file_of_an_internal_note_stays_inside(app, pages, desk, changing, lena, case):
    with changing() as session:
        case = session.get(Escalation, case.id)
        note = add_message(
            session, case, MessageKind.NOTE, "x", author_id=lena.id, now=desk.clock.now
        )
        hand_over(app, session, now=desk.clock.now, pictures=[picture_bytes()])
        entry = session.scalars(select(CaseFile)).one()
        entry.escalation_id, entry.message_id = case.id, note.id
        file = session.scalars(select(StoredFile.public_id)).one()
    pages.get(f"{desk.address(case)}/files/{file}", status=404)
    assert file not in pages.get(desk.address(case)).body


def test_a2_nobody_else_sees_the_files_of_a_draft(app, pages, form):
    page = pages.press(form, "Datei hinzufügen", files=[a_file(picture_bytes(), "a.png")])
    (address,) = {url for url, name in files(page).items() if name}
    PageClient(app.test_client()).get(address, status=404)


def test_two_files_sent_one_after_the_other_without_words_both_arrive(pages, sent, desk):
    for data, name in ((b"one", "a.txt"), (b"two", "b.txt"), (b"two", "b.txt")):
        page = pages.press(sent, "Nachricht senden", files=[a_file(data, name)])
    assert sorted(name for name in files(page).values() if name) == ["a.txt", "b.txt"]


def test_f1_a_file_of_a_message_is_checked_like_any_other(pages, sent, desk):
    files_ = [a_file(b"<script>", "b.png")]
    page = pages.press(sent, "Nachricht senden", body="Mein Text", files=files_, status=422)
    assert page.one("textarea", name="body").text.strip() == "Mein Text"
    page = pages.press(
        page, "Nachricht senden", body="Mein Text", files=[a_file(picture_bytes(), "b.png")]
    )
    assert "Mein Text" in page.text
    assert "b.png" in page.text


def test_f5_a_refused_file_leaves_no_bytes_of_those_before_it(pages, desk, case, settings):
    many = [a_file(str(number).encode(), f"{number}.txt") for number in range(11)]
    page = pages.press(
        pages.get(desk.address(case)), "Nachricht senden", body=WORDS, files=many, status=413
    )
    assert "Seit Freitag." in page.text
    assert "Zehn Dateien reichen." in page.text
    assert [path for path in settings.files_dir.rglob("*") if path.is_file()] == []


def test_f5_a_request_has_room_for_ten_files_together(app, desk, changing, case, pages):
    with changing() as session:
        own = session.get(Escalation, case.id)
        office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
        for _ in range(10):
            hand_over(app, session, now=desk.clock.now, pictures=[picture_bytes()])
        for entry in session.scalars(select(CaseFile)):
            entry.escalation_id = own.id
        write(session, own, "x", (), office=office, now=desk.clock.now)
    page = pages.press(
        pages.get(desk.address(case)),
        "Nachricht senden",
        body="noch eins",
        files=[a_file(picture_bytes(), "b.png")],
        status=413,
    )
    assert "Zehn Dateien reichen." in page.text
