"""Pictures that people give us: known by their content, stripped of what a camera added.

A name or a declared type proves nothing (F1); Pillow opens the bytes and decides. Pixels are
counted before they are decoded (F3), SVG and everything else that can carry script is refused.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from portal.core.errors import Invalid, TooLarge
from portal.web.picture_metadata import without_metadata

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
_SHOWN = ("transparency",)
"""What Pillow keeps beside the pixels and belongs to them."""
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_SEVERAL = "MPO"
"""JPEGs of many phones: the picture, and behind it its depth or a preview, which nobody sees."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is what it says."""

    data: bytes
    media_type: str
    width: int
    height: int


def read_picture(data: bytes, *, keep_bytes: bool = False) -> Picture:
    """Check `data` and write it anew without metadata (EXIF, GPS).

    With `keep_bytes` the original is kept, for an import that must export the same file again;
    animations keep their frames as they are. Raises TooLarge or Invalid.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("This picture is larger than 8 MB. Make it smaller and try again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=list(_TYPES))
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            return _checked(image, data, keep_bytes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(
            "This picture has too many pixels. Make it smaller and try again."
        ) from error
    except Exception as error:  # decoders raise whatever a broken file makes them stumble over
        raise Invalid(
            "This file is not a picture we can show. Use PNG, JPEG, GIF or WebP."
        ) from error


def _checked(image: Image.Image, data: bytes, keep_bytes: bool) -> Picture:
    form = "JPEG" if image.format == _SEVERAL else image.format or ""
    animated = form != "JPEG" and getattr(image, "is_animated", False)
    image.load()
    if keep_bytes or animated:
        kept = data if keep_bytes else without_metadata(data, form)
        return Picture(kept, _TYPES[form], image.width, image.height)
    upright = ImageOps.exif_transpose(image)
    buffer = io.BytesIO()
    upright.info = {name: upright.info[name] for name in _SHOWN if name in upright.info}
    upright.save(buffer, format=form, **_options(form))
    return Picture(buffer.getvalue(), _TYPES[form], upright.width, upright.height)


def _options(form: str) -> dict[str, object]:
    return {"quality": 90, "optimize": True} if form == "JPEG" else {}
