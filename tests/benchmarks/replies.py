"""How well repeats in replies are found, beside two simpler ways, and what it costs.

    .venv/bin/python -m tests.benchmarks.replies [--data FOLDER]

The figures of docs/replies.md. FOLDER holds `replies/dev.jsonl` and, in `attempts/`, the catalogues
`remedies_provider.yaml` (its own) and `remedies.yaml` (another one, so that words have to do).
Without it, only replies of the repository are measured. Ids are renamed first.
"""

import argparse
import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.sentences import FOLDER as SENTENCES
from portal.remedies.recognition.sentences import (
    read_catalogue,
    read_sentences,
    training_catalogues,
)
from portal.remedies.repeats import Named, RepeatCheck, Tried
from portal.remedies.repeats.cases import Case, cases
from portal.remedies.repeats.drafts import draft
from portal.remedies.repeats.entries import Entries, phrases_of
from portal.remedies.repeats.meaning import Vectorised
from portal.remedies.repeats.replies import FOLDER, read_replies, training_replies
from portal.remedies.repeats.vectors import EntryVectors
from search.embedding import load_encoder
from search.encoder import Encoder

HELD_OUT = "heldout_services"
FRESH = Path(__file__).with_name("replies_fresh.txt")
GRID = [at / 100 for at in range(10, 96, 5)]
ROUNDS = 4
CHARACTERS, ATTEMPTS = 2000, 30


@dataclass(frozen=True, slots=True)
class Line:
    """A reply beside attempts, and the places of those that it repeats."""

    lang: str
    reply: str
    attempts: tuple[Tried, ...]
    repeated: frozenset[int]
    catalogue: tuple[Named, ...]


Weigh = Callable[[Line], dict[int, float]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of labelled replies")
    options = parser.parse_args()
    encoder = load_encoder()
    vectorised = Vectorised(encoder)
    known = training_lines()
    sets = held_out() | fresh() | (foreign(options.data) if options.data else {})
    baselines: dict[str, Weigh] = {
        "meaning alone": by_meaning(vectorised),
        "catalogue words alone": by_words(),
    }
    thresholds = {way: best_threshold(weigh, known) for way, weigh in baselines.items()}
    say(f"Thresholds of the baselines, from the training replies: {thresholds}\n")
    say("| Set | Pairs | Way | Precision | Recall | F1 |")
    say("|---|---|---|---|---|---|")
    for name, lines in sets.items():
        count = f"{sum(len(line.repeated) for line in lines)} of {pairs(lines)}"
        for way, weigh in baselines.items():
            say(f"| {name} | {count} | {way} | {row(weigh, lines, thresholds[way])} |")
        for way, weigh, at in lotse(vectorised):
            say(f"| {name} | {count} | {way} | {row(weigh, lines, at)} |")
    say(f"\n{cost(encoder)}")
    return 0


def training_lines() -> list[Line]:
    """Cases of the replies to train with."""
    catalogues = training_catalogues()
    return [
        Line(one.reply.lang, one.reply.text, one.attempts, one.repeated, one.catalogue)
        for name, replies in training_replies().items()
        for one in cases(catalogues[name], replies, {})
        if one.kind == "full"
    ]


def held_out() -> dict[str, list[Line]]:
    """The replies of the repository that nothing was trained or chosen with."""
    told: dict[str, list[str]] = {}
    for sentence in read_sentences(SENTENCES / f"{HELD_OUT}.jsonl"):
        for one in sentence.told:
            if one.outcome is not None:
                told.setdefault(one.remedy, []).append(one.quote)
    replies = read_replies(FOLDER / f"{HELD_OUT}.txt")
    return sliced("held-out", cases(training_catalogues()[HELD_OUT], replies, told))


def fresh() -> dict[str, list[Line]]:
    """Replies written after the last training beside a catalogue of another field."""
    source = yaml.safe_load(FRESH.with_suffix(".yaml").read_text(encoding="utf-8"))
    told = {one["id"]: one["told"] for one in source}
    catalogue = read_catalogue(yaml.safe_dump(source))
    return sliced("fresh", cases(catalogue, read_replies(FRESH), told))


def sliced(name: str, rows: Iterable[Case]) -> dict[str, list[Line]]:
    """Cases by what is hard about them."""
    lines = [
        (o, renamed(Line(o.reply.lang, o.reply.text, o.attempts, o.repeated, o.catalogue)))
        for o in rows
    ]
    sets: dict[str, Callable[[Case], bool]] = {
        "by id": lambda one: one.kind == "full",
        "small catalogue": lambda one: one.kind == "small",
        "in words": lambda one: one.kind == "text" and one.complete,
        "in words, not in the catalogue": lambda one: one.kind == "text" and not one.complete,
        "by id, German": lambda one: one.kind == "full" and one.reply.lang == "de",
        "by id, English": lambda one: one.kind == "full" and one.reply.lang == "en",
        "by id, long": lambda one: one.kind == "full" and len(one.reply.text) > 300,
    }
    return {f"{name}, {kind}": [li for one, li in lines if of(one)] for kind, of in sets.items()}


def foreign(folder: Path) -> dict[str, list[Line]]:
    """Labelled replies, beside the catalogue of their ids, and beside another one."""
    found = {}
    for name, file in (("dev", "remedies_provider.yaml"), ("dev, in words", "remedies.yaml")):
        catalogue = read_catalogue((folder / "attempts" / file).read_text(encoding="utf-8"))
        source = (folder / "replies" / "dev.jsonl").read_text(encoding="utf-8")
        lines = []
        for one in map(json.loads, source.splitlines()):
            attempts = tuple(Tried(a.get("remedy"), a.get("text")) for a in one["attempts"])
            repeated = frozenset(
                at for at, a in enumerate(one["attempts"]) if a["remedy"] in one["repeats"]
            )
            lines.append(renamed(Line(one["lang"], one["reply"], attempts, repeated, catalogue)))
        found[name] = lines
        for lang in ("de", "en"):
            found[f"{name}, {lang}"] = [line for line in lines if line.lang == lang]
    return found


def renamed(line: Line) -> Line:
    """The same with other ids, which must not matter."""
    new = {one.id: hashlib.sha256(one.id.encode()).hexdigest()[:9] for one in line.catalogue}
    catalogue = tuple(replace(one, id=new[one.id]) for one in line.catalogue)
    attempts = tuple(replace(a, remedy=new.get(a.remedy or "")) for a in line.attempts)
    return replace(line, catalogue=catalogue, attempts=attempts)


def lotse(vectorised: Vectorised) -> list[tuple[str, Weigh, float]]:
    """The check that ships, without and with the search model; 1 is what it shows."""
    kept: dict[tuple[bool, tuple[str, ...]], RepeatCheck] = {}

    def check(line: Line, with_model: bool) -> RepeatCheck:
        key = with_model, tuple(one.id for one in line.catalogue)
        if key not in kept:
            kept[key] = RepeatCheck.beside(line.catalogue, vectorised if with_model else None)
        return kept[key]

    def weigh(with_model: bool) -> Weigh:
        return lambda line: {
            one.attempt: 1.0
            for one in check(line, with_model).check(line.reply, line.attempts, lang=line.lang)
        }

    return [("Lotse without the model", weigh(False), 1.0), ("**Lotse**", weigh(True), 1.0)]


def by_meaning(vectorised: Vectorised) -> Weigh:
    """The cosine of the nearest part of the reply with title, aliases or words, centred."""
    kept: dict[Entries, EntryVectors] = {}

    def weigh(line: Line) -> dict[int, float]:
        entries, places = as_entries(line)
        taken = draft(line.reply)
        if not taken.parts:
            return {}
        quotes = [line.reply[part.start : part.end] for part in taken.parts]
        if entries not in kept:
            kept[entries] = EntryVectors(entries, vectorised)
        cosine = kept[entries].nearness(quotes).cosine
        return {at: float(cosine[:, place].max()) for at, place in places.items()}

    return weigh


def by_words() -> Weigh:
    """The share of a title's, alias's or text's words that a part of the reply has."""

    def weigh(line: Line) -> dict[int, float]:
        entries, places = as_entries(line)
        taken = draft(line.reply)
        best: dict[int, float] = {}
        for part in taken.parts:
            for match in entries.words.matches(entries.said(line.reply[part.start : part.end])):
                best[match.remedy] = max(best.get(match.remedy, 0.0), match.coverage)
        return {at: best.get(place, 0.0) for at, place in places.items()}

    return weigh


def as_entries(line: Line) -> tuple[Entries, dict[int, int]]:
    """What the attempts are about, and the place of each."""
    ids = [one.id for one in line.catalogue]
    texts: list[tuple[str, ...]] = []
    places = {}
    for at, attempt in enumerate(line.attempts):
        if attempt.remedy in ids:
            places[at] = ids.index(attempt.remedy)
        elif attempt.text:
            places[at] = len(ids) + len(texts)
            texts.append(phrases_of(attempt.text))
    return entries_of(tuple(ids), tuple(texts), line.catalogue), places


def entries_of(
    ids: tuple[str, ...], texts: tuple[tuple[str, ...], ...], catalogue: tuple[Named, ...]
) -> Entries:
    """Made once for the same remedies and texts."""
    if (ids, texts) not in _ENTRIES:
        _ENTRIES[ids, texts] = Entries(catalogue, texts, lexicon())
    return _ENTRIES[ids, texts]


_ENTRIES: dict[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], Entries] = {}


def best_threshold(weigh: Weigh, lines: Sequence[Line]) -> float:
    """The threshold with the best F1."""
    weighed = [(weigh(line), line.repeated) for line in lines]
    return max(GRID, key=lambda at: scores(weighed, at)[2])


def row(weigh: Weigh, lines: Sequence[Line], at: float) -> str:
    values = scores([(weigh(line), line.repeated) for line in lines], at)
    return " | ".join(f"{value:.2f}" for value in values)


def scores(
    weighed: Sequence[tuple[dict[int, float], frozenset[int]]], at: float
) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of reply and attempt."""
    right = warned = repeated = 0
    for probabilities, wanted in weighed:
        flagged = {attempt for attempt, share in probabilities.items() if share >= at}
        right, warned = right + len(flagged & wanted), warned + len(flagged)
        repeated += len(wanted)
    precision, recall = right / max(1, warned), right / max(1, repeated)
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def pairs(lines: Sequence[Line]) -> int:
    return sum(len(line.attempts) for line in lines)


def cost(encoder: Encoder) -> str:
    """CPU of the first check of a long reply and of the one after an edit, the model loaded."""
    catalogues = training_catalogues()
    catalogue = [
        replace(one, id=f"{name} {one.id}")
        for name in ("homenet", "mailhost", "mobile")
        for one in catalogues[name]
    ][:60]
    mails = [reply.text for replies in training_replies().values() for reply in replies]
    long = [mail for mail in mails if len(mail) > 500 and "\n>" not in mail]
    known = tuple(Tried(one.id) for one in catalogue[:ATTEMPTS])
    found = []
    for name in ("by id", "in words"):
        first, edited = [], []
        check = RepeatCheck.of(catalogue, encoder)
        check.check("Bitte starten Sie den Computer neu.", known, lang="de")
        for number in range(ROUNDS):
            text = "\n\n".join(long[3 * number : 3 * number + 3])[:CHARACTERS]
            told = tuple(
                Tried(text=f"{one.aliases['de'][0]} am {number + 1}. Mai - hat nicht geholfen")
                for one in catalogue[:ATTEMPTS]
            )
            attempts = known if name == "by id" else told
            first.append(milliseconds(check, text, attempts))
            sentences = text.split(". ")
            sentences[len(sentences) // 2] = (
                f"Bitte starten Sie den Computer in {number + 2} Minuten neu"
            )
            changed = ". ".join(sentences)
            edited.append(milliseconds(check, changed, attempts))
        found.append(
            f"{ATTEMPTS} attempts {name}: first check median {statistics.median(first):.0f} ms, at "
            f"most {max(first):.0f}; after an edit median {statistics.median(edited):.0f} ms, at "
            f"most {max(edited):.0f}"
        )
    return f"CPU for {CHARACTERS} characters, {len(catalogue)} remedies:\n" + "\n".join(found)


def milliseconds(check: RepeatCheck, text: str, attempts: Sequence[Tried]) -> float:
    began = time.process_time()
    check.check(text, attempts, lang="de")
    return (time.process_time() - began) * 1000


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
