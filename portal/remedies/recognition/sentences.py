"""The sentences that the classifiers are trained with, in `training/`, and their catalogues.

A line of `sentences_*.jsonl`: {"lang", "text", "catalogue", "attempts": [{"remedy", "outcome",
"quote"}], "mentioned": [{"remedy", "quote", "why"}]}.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from portal.remedies.recognition.matching import Named

FOLDER = Path(__file__).with_name("training")
HAPPENED_ANYWAY = "happened"


class SentencesError(ValueError):
    """A file that can't be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class Told:
    """A remedy that a sentence tells of: with an outcome when it was tried, else with the reason
    why it was not."""

    remedy: str
    quote: str
    outcome: str | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with what it tells of the remedies of a catalogue."""

    lang: str
    text: str
    catalogue: str
    told: tuple[Told, ...]

    @property
    def tried(self) -> dict[str, str]:
        """Outcome by remedy."""
        return {told.remedy: told.outcome for told in self.told if told.outcome is not None}


def read_catalogue(source: str) -> tuple[Named, ...]:
    """A catalogue: a list of {id, title: {de, en}, aliases: {de: […], en: […]}} in YAML.

    Raises SentencesError; yaml.YAMLError for what is no YAML.
    """
    entries = yaml.safe_load(source)
    if not isinstance(entries, list):
        raise SentencesError("a catalogue is a list of remedies")
    named = []
    for number, entry in enumerate(entries, start=1):
        try:
            titles = {str(lang): str(title) for lang, title in entry.get("title", {}).items()}
            aliases = {
                str(lang): tuple(str(name) for name in names or ())
                for lang, names in (entry.get("aliases") or {}).items()
            }
            named.append(Named(str(entry["id"]), titles, aliases))
        except (AttributeError, KeyError, TypeError) as error:
            raise SentencesError(f"entry {number} is no remedy ({error!r})") from error
    return tuple(named)


def training_sentences(folder: Path = FOLDER) -> list[Sentence]:
    """All sentences to train with, in the order of files and lines."""
    return [
        sentence
        for file in sorted(folder.glob("sentences_*.jsonl"))
        for sentence in read_sentences(file)
    ]


def read_sentences(file: Path) -> list[Sentence]:
    """The sentences of a file; raises SentencesError with the line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(_sentence(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise SentencesError(f"{file.name}:{number}: {error!r}") from error
    return found


def training_catalogues(folder: Path = FOLDER) -> dict[str, tuple[Named, ...]]:
    """The catalogues of the sentences, by name."""
    return {
        file.stem: read_catalogue(file.read_text(encoding="utf-8"))
        for file in sorted((folder / "catalogues").glob("*.yaml"))
    }


def by_catalogue(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """Sentences by their catalogue's name, sorted by it."""
    found: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        found.setdefault(sentence.catalogue, []).append(sentence)
    return dict(sorted(found.items()))


def _sentence(line: Mapping[str, object]) -> Sentence:
    attempts, mentioned = line["attempts"], line["mentioned"]
    if not isinstance(attempts, Sequence) or not isinstance(mentioned, Sequence):
        raise TypeError("attempts and mentioned are lists")
    told = [Told(a["remedy"], a["quote"], a["outcome"], None) for a in attempts]
    told += [Told(m["remedy"], m["quote"], None, m["why"]) for m in mentioned]
    text = str(line["text"])
    for one in told:
        if one.quote not in text:
            raise ValueError(f"no such words in the text: {one.quote}")
    return Sentence(str(line["lang"]), text, str(line["catalogue"]), tuple(told))
