"""The catalogue of remedies that ships, read from `library/remedies.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

LIBRARY = Path(__file__).with_name("library") / "remedies.yaml"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One remedy; texts by locale, `minutes` as a rule of thumb."""

    id: str
    titles: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    minutes: int
    risk: str
    consent: Mapping[str, str]
    verify: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, Remedy]:
    """All remedies by id."""
    entries = yaml.safe_load(LIBRARY.read_text(encoding="utf-8"))
    remedies = (
        Remedy(
            id=entry["id"],
            titles=entry["title"],
            aliases={locale: tuple(names) for locale, names in entry["aliases"].items()},
            minutes=int(entry["minutes"]),
            risk=entry["risk"],
            consent=entry.get("consent", {}),
            verify=entry["verify"],
        )
        for entry in entries
    )
    return MappingProxyType({remedy.id: remedy for remedy in remedies})


@cache
def remedy_minutes() -> Mapping[str, int]:
    """Minutes by remedy id."""
    return MappingProxyType({remedy.id: remedy.minutes for remedy in catalogue().values()})
