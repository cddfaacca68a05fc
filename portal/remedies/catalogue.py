"""The catalogue of remedies that ships, read from `library/remedies.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

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


class CatalogueError(ValueError):
    """A catalogue that can't be used; the message names the entry."""


@cache
def catalogue() -> Mapping[str, Remedy]:
    """All remedies that ship, by id."""
    return read_catalogue(LIBRARY)


def read_catalogue(file: Path) -> Mapping[str, Remedy]:
    """The remedies of a file: a list of entries with at least an `id`. Raises CatalogueError, and
    OSError if the file can't be read."""
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file}: {error}") from error
    if not isinstance(entries, list):
        raise CatalogueError(f"{file}: a catalogue is a list of remedies")
    remedies: dict[str, Remedy] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            remedy = _remedy(entry)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CatalogueError(f"{file}: entry {number} is no remedy ({error!r})") from error
        remedies[remedy.id] = remedy
    return MappingProxyType(remedies)


@cache
def remedy_minutes() -> Mapping[str, int]:
    """Minutes by remedy id."""
    return MappingProxyType({remedy.id: remedy.minutes for remedy in catalogue().values()})


def _remedy(entry: Mapping[str, Any]) -> Remedy:
    return Remedy(
        id=str(entry["id"]),
        titles=entry.get("title", {}),
        aliases={locale: tuple(names) for locale, names in entry.get("aliases", {}).items()},
        minutes=int(entry.get("minutes", 1)),
        risk=entry.get("risk", "low"),
        consent=entry.get("consent", {}),
        verify=entry.get("verify", {}),
    )
