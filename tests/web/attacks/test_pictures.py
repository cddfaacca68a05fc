"""Pictures that are broken, that tell too much, or that only phones make (F3)."""

import io
import random
import struct
import time
import warnings
import zlib

import pytest
from PIL import Image

from portal.core.errors import PortalError
from portal.core.settings import Settings
from portal.web.images import MAX_BYTES, read_picture
from tests.web.attacks.conftest import a_file
from tests.web.page_client import PageClient

SECRET = b"Kieler Hafen 54.32 N"


def exif() -> Image.Exif:
    """What a camera writes."""
    found = Image.Exif()
    found[0x010F] = SECRET.decode()
    return found


def picture(form: str, *, frames: int = 1) -> bytes:
    """A picture of a form, with as many frames and a camera's words."""
    buffer = io.BytesIO()
    first, *others = [Image.new("RGB", (40, 30), (90 * n, 60, 20)) for n in range(frames)]
    options = {"save_all": True, "append_images": others} if others else {}
    more = {} if form == "GIF" else {"exif": exif()}
    first.save(buffer, form, **options, **more)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_f3_an_animation_stays_one_and_tells_nothing_of_its_camera(form: str) -> None:
    data = picture(form, frames=2)
    assert SECRET in data
    kept = read_picture(data + b"<script>alert(1)</script>").data

    assert SECRET not in kept
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.n_frames == 2
        assert not image.getexif()
        image.seek(1)
        assert image.convert("RGB").getpixel((5, 5))[0] > 60


def test_f3_a_phone_s_picture_with_a_depth_map_is_a_jpeg_without_it() -> None:
    found = read_picture(picture("MPO", frames=2))

    assert (found.media_type, found.width, found.height) == ("image/jpeg", 40, 30)
    assert SECRET not in found.data
    assert b"MPF" not in found.data


def test_what_is_transparent_stays_so() -> None:
    image = Image.new("P", (4, 4), 3)
    image.putpalette([value for number in range(256) for value in (number, number, number)])
    buffer = io.BytesIO()
    image.save(buffer, "PNG", transparency=3)

    with Image.open(io.BytesIO(read_picture(buffer.getvalue()).data)) as kept:
        assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("form", "frames"), [("PNG", 1), ("PNG", 2), ("JPEG", 1), ("GIF", 2), ("WEBP", 1), ("WEBP", 2)]
)
def test_f3_a_broken_picture_is_refused_whatever_is_broken(form: str, frames: int) -> None:
    source, chance = picture(form, frames=frames), random.Random(form)  # noqa: S311
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, about what it could not read
        for _ in range(300):
            data = bytearray(source)
            for _ in range(chance.choice((1, 2, 5, 20))):
                data[chance.randrange(12, len(data))] = chance.randrange(256)
            cut = bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data)
            try:
                read_picture(with_sums(cut) if form == "PNG" else cut)
            except PortalError:
                continue


def with_sums(data: bytes) -> bytes:
    """The PNG with right check sums, so that more than the first chunk is read."""
    out, place = data[:8], 8
    while place + 12 <= len(data):
        after = place + 8 + struct.unpack_from(">I", data, place)[0]
        chunk = data[place + 4 : after]
        out += data[place : place + 4] + chunk + struct.pack(">I", zlib.crc32(chunk))
        place = after + 4
    return out


def test_f3_half_a_million_frames_are_not_counted() -> None:
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00"
    frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    data = head + frame * ((MAX_BYTES - 100) // len(frame)) + b"\x3b"
    started = time.process_time()

    assert read_picture(data).media_type == "image/gif"
    assert time.process_time() - started < 0.5


def test_f3_a_broken_picture_in_a_form_costs_nothing_that_was_typed(
    pages: PageClient, teams: None, settings: Settings
) -> None:
    broken = picture("PNG")[:60]
    page = pages.get("/de/contact")
    files = [a_file(broken, "a.png"), a_file(picture("MPO", frames=2), "IMG_0815.JPG")]
    page = pages.press(page, "Datei hinzufügen", words="Seit Freitag.", files=files, status=422)

    assert "a.png" in page.text
    assert "Seit Freitag." in page.text
    assert "IMG_0815.JPG" in {a.text for a in page.one("main").iter("a")}
