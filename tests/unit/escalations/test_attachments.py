"""Files are what they are, whatever they are called."""

import io

import pytest
from PIL import Image

from portal.core.errors import Invalid, TooLarge
from portal.escalations.attachments import LARGEST_FILE, check_attachment, clean_name

PDF = b"%PDF-1.7\n1 0 obj\n"


def picture(form="PNG", size=(4, 3), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type", "kept_name"),
    [
        (picture(), "a.png", "image/png", "a.png"),
        (picture("JPEG"), "photo.JPEG", "image/jpeg", "photo.JPEG"),
        (picture("JPEG"), "screenshot.png", "image/jpeg", "screenshot.jpg"),
        (picture("WEBP"), "ohne Endung", "image/webp", "ohne Endung.webp"),
        (PDF, "Rechnung.pdf", "application/pdf", "Rechnung.pdf"),
        (b"2026-11-23 Fehler\r\n", "outlook.log", "text/plain", "outlook.log"),
        ("Grüße".encode("utf-16"), "windows.txt", "text/plain", "windows.txt"),
        ("Grüße".encode("cp1252"), "alt.txt", "text/plain", "alt.txt"),
    ],
)
def test_pictures_pdfs_and_texts_are_taken(data, name, media_type, kept_name):
    kept = check_attachment(data, name)
    assert (kept.media_type, kept.name) == (media_type, kept_name)
    if media_type == "text/plain":
        kept.data.decode("utf-8")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script>", "bild.png"),
        (b"<html><script>alert(1)</script>", "seite.html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "bild.svg"),
        (b"MZ\x90\x00\x03", "setup.exe"),
        (b"MZ\x90\x00\x03", "rechnung.pdf"),
        (b"MZ\x90\x00\x03", "bild.png.exe"),
        (b"text", "bild.php.jpg"),
        (b"harmlos", "shell.phtml"),
        (b"harmlos", ".htaccess"),
        (b"harmlos", "a.txt\u200b.php"),
        (picture(), "bild.exe"),
        (PDF, "rechnung.html"),
        (b"PK\x03\x04", "archiv.zip"),
    ],
)
def test_f1_a_file_that_lies_about_what_it_is_is_refused(data, name):
    with pytest.raises(Invalid):
        check_attachment(data, name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Berger\\fehler.png", "fehler.png"),
        ("bild\u202egnp.exe", "bildgnp.exe"),
        ("a\u200b.txt", "a.txt"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nb.txt", "ab.txt"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
    ],
)
def test_f1_f2_a_name_has_no_folder_and_no_invisible_signs(name, clean):
    assert clean_name(name) == clean


def test_f3_where_a_picture_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "Kamera von Frau Berger"
    kept = check_attachment(picture("JPEG", exif=exif), "foto.jpg")
    assert b"Berger" not in kept.data


def test_f3_a_picture_with_too_many_pixels_is_refused():
    bomb = picture(size=(10_000, 10_000))
    assert len(bomb) < LARGEST_FILE
    with pytest.raises(TooLarge):
        check_attachment(bomb, "bombe.png")


def test_f5_more_than_the_limit_is_refused():
    with pytest.raises(TooLarge):
        check_attachment(b"x" * (LARGEST_FILE + 1), "lang.txt")
