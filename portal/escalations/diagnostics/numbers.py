"""Numbers that carry a check: bank accounts (ISO 13616) and payment cards (ISO/IEC 7812-1)."""

import re
from typing import Final

_LENGTHS: Final = {
    country: int(length)
    for length, countries in {
        "15": "NO", "16": "BE", "18": "DK FI FO GL NL SD FK", "19": "MK SI",
        "20": "AT BA EE KZ LT LU MN XK", "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ OM SO TL", "24": "AD CZ ES MD PK RO SA SE SK TN VG",
        "25": "LY PT ST", "26": "IS TR", "27": "BI DJ FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HU LB NI PL SV", "29": "BR EG PS QA UA", "30": "JO KW MU YE",
        "31": "MT SC", "32": "LC", "33": "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""The length of an IBAN by its country, from the IBAN registry of SWIFT."""
_CARD = re.compile(
    r"(?P<plain>\d{13,19})(?!\d)"
    r"|(?P<fours>\d{4}([ -])\d{4}\3\d{4}\3\d{4})(?P<tail>\3\d{1,3})?(?!\d)"
    r"|(?P<six>\d{4}([ -])\d{6}\6\d{4,5})(?!\d)"
)


def iban_at(text: str, start: int) -> int | None:
    """Where the IBAN ends that starts here, in any case and grouped by single spaces or hyphens;
    None if there is none."""
    length = _LENGTHS.get(text[start : start + 2].upper())
    if length is None:
        return None
    signs: list[str] = []
    place = start
    while len(signs) < length and place < len(text):
        sign = text[place]
        if sign.isascii() and sign.isalnum():
            signs.append(sign.upper())
        elif sign not in " -\N{NO-BREAK SPACE}" or not text[place - 1].isalnum():
            return None
        place += 1
    if len(signs) < length or text[place : place + 1].isdigit():
        return None
    moved = "".join(signs[4:] + signs[:4])
    return place if int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1 else None


def card_at(text: str, start: int) -> int | None:
    """Where the number of a payment card ends that starts here: plain, or in its usual groups;
    None if there is none."""
    match = _CARD.match(text, start)
    if match is None:
        return None
    if is_card(match[0]):
        return match.end()
    return match.end("fours") if match["tail"] and is_card(match["fours"]) else None


def is_card(number: str) -> bool:
    """Do the digits begin like a card's, and is the check digit right?"""
    digits = [int(sign) for sign in number if sign.isdigit()]
    begins = int("".join(map(str, digits[:4])))
    if not (3000 <= begins < 7000 or 2221 <= begins <= 2720):
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
