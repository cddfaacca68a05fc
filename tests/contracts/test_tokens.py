"""Colours stand twice for the dark look: as the device wants it, and as the reader chose."""

import re
from pathlib import Path

TOKENS = Path(__file__).parents[2] / "portal/static/css/base/tokens.css"
BY_DEVICE = ':root:not([data-theme="light"])'
BY_CHOICE = ':root[data-theme="dark"]'


def blocks(selector: str) -> list[dict[str, str]]:
    """The declarations of each block with exactly this selector, in their order."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(rf"(?:^|[{{}}])\s*{re.escape(selector)}\s*{{([^{{}}]*)(?=}})", css)
    return [dict(re.findall(r"([\w-]+)\s*:\s*([^;]+);", block)) for block in found]


def test_dark_is_the_same_by_device_and_by_choice():
    assert len(blocks(BY_DEVICE)) == 1
    assert blocks(BY_DEVICE) == blocks(BY_CHOICE)


def test_dark_changes_only_what_light_sets():
    light, dark = blocks(":root")[0], blocks(BY_CHOICE)[0]
    assert set(dark) <= set(light)
