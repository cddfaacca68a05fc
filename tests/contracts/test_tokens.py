"""Colours: dark stands twice, as the device wants it and as the reader chose; contrast."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "portal/static/css/base/tokens.css"
BY_DEVICE = ':root:not([data-theme="light"])'
BY_CHOICE = ':root[data-theme="dark"]'
TEXT = 4.5
EDGE = 3.0  # borders of controls (WCAG 2.2, 1.4.11)
PAIRS = [
    *(
        (text, ground, TEXT)
        for text in ("ink", "ink-2", "ink-3", "link", "visited", "danger", "ok")
        for ground in ("ground", "sunken")
    ),
    *((text, "bar", TEXT) for text in ("on-bar", "on-bar-2")),
    *(("ink", wash, TEXT) for wash in ("signal-wash", "danger-wash", "ok-wash", "info-wash")),
    ("on-action", "action", TEXT),
    ("on-signal", "signal", TEXT),
    ("ink", "mark", TEXT),
    *(("line-strong", ground, EDGE) for ground in ("ground", "sunken", "bar")),
]


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


@pytest.mark.parametrize("theme", [":root", BY_CHOICE])
@pytest.mark.parametrize(("front", "behind", "wanted"), PAIRS)
def test_contrast_is_enough(theme, front, behind, wanted):
    values = blocks(theme)[0]
    assert contrast(values[f"--{front}"], values[f"--{behind}"]) >= wanted


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG 2.2 (1.4.3) for two colours as #rrggbb."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of sRGB, as WCAG 2.2 defines it."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
