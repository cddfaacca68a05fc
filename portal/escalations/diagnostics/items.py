"""What a browser tells about the device, in words. Pure: from the headers that every page gets."""

import re
from enum import StrEnum
from typing import Final

LONGEST = 120
PREFIX = "diagnostic:"
"""How the key of an item begins among the lines of a request."""


class Item(StrEnum):
    """What may be sent along, each with a consent of its own."""

    BROWSER = "browser"
    SYSTEM = "system"
    ZONE = "zone"
    SCREEN = "screen"
    LANGUAGE = "language"


def browser_of(user_agent: str) -> str:
    """ "Firefox 128"; "" if it is none that we know."""
    for name, pattern in _BROWSERS:
        if match := pattern.search(user_agent):
            return f"{name} {match[1]}"
    return ""


def system_of(user_agent: str) -> str:
    """ "Android 14", "Windows 10 / 11": browsers do not tell these two apart any more."""
    for name, pattern in _SYSTEMS:
        if match := pattern.search(user_agent):
            version = match[1].replace("_", ".") if match.groups() else ""
            return f"{name} {version}".strip()
    return ""


def language_of(accept_language: str) -> str:
    """The language that is asked for first, as BCP 47 writes it."""
    match = re.match(r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})(?=[\s,;]|$)", accept_language)
    return match[1] if match else ""


_BROWSERS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("Edge", r"\bEdg(?:A|iOS)?/(\d{1,4})"),
        ("Opera", r"\bOPR/(\d{1,4})"),
        ("Samsung Internet", r"\bSamsungBrowser/(\d{1,4})"),
        ("Firefox", r"\b(?:Firefox|FxiOS)/(\d{1,4})"),
        ("Chrome", r"\b(?:Chrome|CriOS)/(\d{1,4})"),
        ("Safari", r"\bVersion/(\d{1,4}(?:\.\d{1,3})?)[^()]{0,60}Safari/"),
    )
)
_SYSTEMS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("Windows 10 / 11", r"Windows NT 10\.0"),
        ("Windows 8.1", r"Windows NT 6\.3"),
        ("Windows 7", r"Windows NT 6\.1"),
        ("Windows", r"Windows"),
        ("iOS", r"\bi(?:Phone|Pad)\b.{0,60}? OS (\d{1,3}(?:_\d{1,3})?)"),
        ("Android", r"\bAndroid (\d{1,3})"),
        ("Android", r"\bAndroid\b"),
        ("ChromeOS", r"\bCrOS\b"),
        ("macOS", r"\bMac OS X\b"),
        ("Linux", r"\bLinux\b"),
    )
)
