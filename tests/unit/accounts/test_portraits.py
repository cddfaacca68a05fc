"""Pictures of people become small squares without anything a camera added."""

from io import BytesIO

import pytest
from PIL import Image

from portal.accounts.portraits import SIDE, square
from portal.core.errors import Invalid, TooLarge
from tests.web.content import picture_bytes


def test_the_middle_is_cut_out_of_a_wide_picture() -> None:
    wide = Image.new("RGB", (600, 200), "red")
    wide.paste("blue", (200, 0, 400, 200))
    buffer = BytesIO()
    wide.save(buffer, "PNG")

    with Image.open(BytesIO(square(buffer.getvalue()))) as portrait:
        assert (portrait.format, portrait.size) == ("JPEG", (SIDE, SIDE))
        red, _, blue = portrait.getpixel((4, 4))
        assert blue > 200 > 60 > red


def test_f3_place_and_time_of_the_photo_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Lena"
    photo = picture_bytes((40, 30), "JPEG", exif=exif)
    assert b"Camera of Lena" in photo

    assert b"Camera of Lena" not in square(photo)


def test_what_can_be_seen_through_stands_on_white() -> None:
    buffer = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")

    with Image.open(BytesIO(square(buffer.getvalue()))) as portrait:
        assert portrait.getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_f1_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        square(data)


def test_f5_what_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        square(b"x" * (8 * 1024 * 1024 + 1))
