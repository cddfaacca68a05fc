"""Questions grouped by what they mean, and how a group goes with time. No I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

NEAR: Final = 0.5
"""Cosine from which questions mean the same, once what all questions share is taken out. With the
default model this parts 40 questions of customers as a person does; without taking it out "email
geht nicht" is as near to "wlan geht nicht" (0.90) as "rechnung verstehen" to "rechnung falsch"."""
COMMON: Final = {
    "de": (
        "WLAN geht nicht",
        "Rechnung",
        "Passwort vergessen",
        "Vertrag kündigen",
        "Drucker",
        "E-Mail senden",
        "Umzug",
        "Website langsam",
        "Router einrichten",
        "Zwei-Faktor-Anmeldung",
        "Domain umziehen",
        "Telefon kein Freizeichen",
    ),
    "en": (
        "Wi-Fi not working",
        "invoice",
        "forgot password",
        "cancel contract",
        "printer",
        "send email",
        "moving house",
        "website slow",
        "set up router",
        "two-factor sign-in",
        "transfer domain",
        "phone no dial tone",
    ),
}
"""Questions of every kind: their mean is what all questions share."""
STEADY: Final = 0.25
FEW: Final = 4


class Trend(StrEnum):
    """How the later half of a period compares with the earlier."""

    RISES = "rises"
    FALLS = "falls"
    STEADY = "steady"


def grouped_by_meaning(
    vectors: NDArray[np.float32], common: NDArray[np.float32], *, near: float = NEAR
) -> list[list[int]]:
    """Average linkage (Sokal and Michener 1958): the two nearest groups become one as long as their
    members are `near` on average. `vectors` and `common`, those of COMMON: (n, dimension), unit
    length. Numbers of rows, each group and all groups by their first."""
    groups = [[number] for number in range(len(vectors))]
    own = (vectors - common.mean(axis=0)).astype(np.float64)
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    similar = own @ own.T
    np.fill_diagonal(similar, -1.0)
    while len(groups) > 1:
        first, second = sorted(divmod(int(similar.argmax()), len(groups)))
        if similar[first, second] < near:
            break
        sizes = len(groups[first]), len(groups[second])
        joined = np.average(similar[[first, second]], axis=0, weights=sizes)
        similar[first], similar[:, first] = joined, joined
        similar[first, first] = -1.0
        similar = np.delete(np.delete(similar, second, axis=0), second, axis=1)
        groups[first] = sorted(groups[first] + groups.pop(second))
    return sorted(groups)


def grouped_by_words(texts: Sequence[str], terms: Callable[[str], list[str]]) -> list[list[int]]:
    """Texts of which search makes the same words in any order; numbers as above."""
    groups: dict[frozenset[str] | str, list[int]] = {}
    for number, text in enumerate(texts):
        groups.setdefault(frozenset(terms(text)) or text, []).append(number)
    return list(groups.values())


def trend(earlier: int, later: int) -> Trend:
    """A difference counts from a quarter on, and not among a handful."""
    larger = max(earlier, later)
    if larger < FEW or abs(later - earlier) <= STEADY * larger:
        return Trend.STEADY
    return Trend.RISES if later > earlier else Trend.FALLS


@dataclass(frozen=True, slots=True)
class Bucket:
    """Days that one bar stands for: from `first` to `last`, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Is it one of these days?"""
        return self.first <= day <= self.last


def buckets(today: date, days: int) -> tuple[Bucket, ...]:
    """The last `days` up to today, in days up to a month, else in weeks that end today."""
    width = 1 if days <= 31 else 7
    count = -(-days // width)
    ends = (today - timedelta(days=width * back) for back in reversed(range(count)))
    earliest = today - timedelta(days=days - 1)
    return tuple(Bucket(max(end - timedelta(days=width - 1), earliest), end) for end in ends)
