"""Pictures are what their bytes are, whatever they call themselves (F1, F3, F4, R10)."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from portal.core.errors import Invalid, TooLarge
from portal.web.images import MAX_BYTES, read_picture


def picture(form="PNG", size=(8, 6), mode="RGB", **options):
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_a_picture_is_known_by_its_content(form, media_type):
    read = read_picture(picture(form))
    assert (read.media_type, read.width, read.height) == (media_type, 8, 6)
    assert Image.open(BytesIO(read.data)).format == form


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a/*\x00",
        b"data:image/png;base64,iVBORw0KGgo=",
        b"file:///etc/passwd",
        picture()[:40],
        picture("BMP"),
        picture("TIFF"),
        picture("ICO", size=(16, 16)),
    ],
    ids=[
        "empty",
        "SVG",
        "HTML",
        "PDF",
        "polyglot",
        "base64 F4",
        "path F4",
        "cut",
        "BMP",
        "TIFF",
        "ICO",
    ],
)
def test_what_is_no_picture_to_show_is_refused(data):
    with pytest.raises(Invalid):
        read_picture(data)


def test_where_a_photo_was_taken_is_taken_out():
    exif = Image.Exif()
    exif[0x010F] = "Nordhafen Kamera"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (54.0, 19.0, 0.0)  # GPS latitude of Kiel
    data = picture("JPEG", size=(8, 6), exif=exif)
    assert b"Nordhafen Kamera" in data

    read = read_picture(data)

    assert b"Nordhafen Kamera" not in read.data
    assert not Image.open(BytesIO(read.data)).getexif()
    assert (read.width, read.height) == (6, 8)  # the turn is in the pixels now


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_formats_lose_their_metadata_too(form):
    exif = Image.Exif()
    exif[0x010F] = "Nordhafen Kamera"
    read = read_picture(picture(form, exif=exif))
    assert not Image.open(BytesIO(read.data)).getexif()


def test_an_import_keeps_the_bytes_for_its_export():
    data = picture("JPEG")
    assert read_picture(data, keep_bytes=True).data == data


def test_an_animation_stays_one():
    frames = [Image.new("RGB", (4, 4), (shade, 0, 0)) for shade in (0, 120, 240)]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert Image.open(BytesIO(read_picture(buffer.getvalue()).data)).n_frames == 3


def test_a_bomb_is_refused_before_it_goes_off():
    """A header that claims 60,000 × 60,000 pixels in 70 bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )
    with pytest.raises((TooLarge, Invalid)):
        read_picture(data + b"\x00" * 40)


def test_ten_thousand_pixels_squared_are_too_many():
    with pytest.raises(TooLarge):
        read_picture(picture("PNG", size=(10_000, 4_001), mode="1"))


def test_more_than_eight_megabytes_are_not_even_opened():
    with pytest.raises(TooLarge):
        read_picture(b"\x89PNG" + b"\x00" * MAX_BYTES)
