"""How well attempts are recognised, beside two simpler ways, and what it costs.

    .venv/bin/python -m tests.benchmarks.recognition [--data FOLDER]

The figures of docs/recognition.md. Without FOLDER (`dev.jsonl`, `remedies.yaml`,
`provider_dev.jsonl`, `remedies_provider.yaml`) only the held-out sentences of the repository are
measured. Ids are renamed at random first: they must not matter.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portal.remedies.recognition import Named, Recogniser
from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.matching import CatalogueWords
from portal.remedies.recognition.meaning import CatalogueMeaning
from portal.remedies.recognition.measuring import Scores, score
from portal.remedies.recognition.reading import read
from portal.remedies.recognition.sentences import (
    FOLDER,
    by_catalogue,
    read_catalogue,
    read_sentences,
    training_catalogues,
    training_sentences,
)
from search.embedding import load_encoder
from search.encoder import Encoder

HELD_OUT = "heldout_services"
ROUNDS = 15
GRID = [at / 100 for at in range(20, 96, 5)]
Ticks = Callable[[str], Mapping[str, str]]
Weigh = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts of one catalogue with what was tried: outcome by remedy."""

    name: str
    catalogue: tuple[Named, ...]
    texts: Sequence[tuple[str, Mapping[str, str]]]

    def renamed(self, seed: int) -> "Labelled":
        """The same with other ids, in another order."""
        chosen = random.Random(seed)  # noqa: S311 # no secret
        new = {one.id: f"{chosen.getrandbits(40):x}" for one in self.catalogue}
        catalogue = [replace(one, id=new[one.id]) for one in self.catalogue]
        chosen.shuffle(catalogue)
        texts = [
            (text, {new[remedy]: outcome for remedy, outcome in tried.items()})
            for text, tried in self.texts
        ]
        return Labelled(self.name, tuple(catalogue), texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of labelled sentences")
    options = parser.parse_args()
    encoder = load_encoder()
    sets = [held_out()] + (foreign(options.data) if options.data else [])
    meaning_at, words_at = (
        threshold(weigh, encoder) for weigh in (weigh_by_meaning, weigh_by_words)
    )
    say(f"Thresholds of the baselines, from the training sentences: {meaning_at}, {words_at}\n")
    say("| Set | Way | F1 | Precision | Recall | False alarms | Outcomes |")
    say("|---|---|---|---|---|---|---|")
    for labelled in (one.renamed(seed=7) for one in sets):
        ways: dict[str, Ticks] = {
            "meaning alone": above(weigh_by_meaning(labelled.catalogue, encoder), meaning_at),
            "catalogue words alone": above(weigh_by_words(labelled.catalogue, encoder), words_at),
            "Lotse without the model": likely(Recogniser.of(labelled.catalogue, None)),
            "Lotse": likely(Recogniser.of(labelled.catalogue, encoder)),
        }
        for way, ticks in ways.items():
            scores = measure(labelled, ticks)
            say(f"| {labelled.name} | {way} | {row(scores)} |")
    say(f"\n{cost(encoder)}")
    return 0


def held_out() -> Labelled:
    """The sentences of the repository that nothing was trained or chosen with."""
    catalogue = training_catalogues()[HELD_OUT]
    sentences = read_sentences(FOLDER / f"{HELD_OUT}.jsonl")
    return Labelled("held-out", catalogue, [(one.text, one.tried) for one in sentences])


def foreign(folder: Path) -> list[Labelled]:
    """Real sentences, all and in two halves by line number, and those for a provider."""
    found = []
    for name, file, catalogue in (
        ("real", "dev.jsonl", "remedies.yaml"),
        ("provider", "provider_dev.jsonl", "remedies_provider.yaml"),
    ):
        remedies = read_catalogue((folder / catalogue).read_text(encoding="utf-8"))
        lines = [json.loads(line) for line in (folder / file).open(encoding="utf-8")]
        texts = [
            (line["text"], {a["remedy"]: a.get("outcome", "unknown") for a in line["attempts"]})
            for line in lines
        ]
        if name == "real":
            found.append(Labelled("real", remedies, texts))
            found.append(Labelled("real, odd lines", remedies, texts[0::2]))
            found.append(Labelled("real, even lines", remedies, texts[1::2]))
        else:
            found.append(Labelled(name, remedies, texts))
    return found


def measure(labelled: Labelled, ticks: Ticks) -> Scores:
    """Scores of one way on one set."""
    return score((tried, ticks(text)) for text, tried in labelled.texts)


def likely(recogniser: Recogniser) -> Ticks:
    """What Lotse ticks."""
    return lambda text: {
        one.remedy: one.outcome for one in recogniser.recognise(text, lang="de") if one.likely
    }


def above(weigh: Weigh, at: float) -> Ticks:
    """Ticks what weighs as much; such a way knows no outcome."""
    return lambda text: {
        remedy: "unknown" for remedy, weight in weigh(text).items() if weight >= at
    }


def weigh_by_meaning(catalogue: Sequence[Named], encoder: Encoder) -> Weigh:
    """The cosine of the nearest clause with title and aliases, centred; the best of a clause."""
    words = CatalogueWords(catalogue, lexicon())
    phrases = [(phrase.remedy, phrase.text) for phrase in words.phrases]
    meaning = CatalogueMeaning(phrases, len(catalogue), encoder)

    def weigh(text: str) -> dict[str, float]:
        reading = read(text, lexicon())
        if not reading.clauses:
            return {}
        nearness = meaning.nearness([reading.quote(clause) for clause in reading.clauses])
        found: dict[str, float] = {}
        for cosines in nearness.cosine:
            best = int(cosines.argmax())
            name = catalogue[best].id
            found[name] = max(found.get(name, 0.0), float(cosines[best]))
        return found

    return weigh


def weigh_by_words(catalogue: Sequence[Named], _: Encoder) -> Weigh:
    """The share of a title's or alias's words that a clause has; the best of a clause."""
    words = CatalogueWords(catalogue, lexicon())

    def weigh(text: str) -> dict[str, float]:
        reading = read(text, lexicon(), words.respell)
        found: dict[str, float] = {}
        for clause in reading.clauses:
            for match in words.matches(words.said(reading, clause))[:1]:
                name = catalogue[match.remedy].id
                found[name] = max(found.get(name, 0.0), match.coverage)
        return found

    return weigh


def threshold(way: Callable[[Sequence[Named], Encoder], Weigh], encoder: Encoder) -> float:
    """The threshold with the best F1 on the training sentences."""
    catalogues = training_catalogues()
    read_before = []
    for name, sentences in by_catalogue(training_sentences()).items():
        weigh = way(catalogues[name], encoder)
        read_before += [(one.tried, weigh(one.text)) for one in sentences]
    return max(
        GRID,
        key=lambda at: (
            score(
                (tried, {key: "unknown" for key, weight in weights.items() if weight >= at})
                for tried, weights in read_before
            ).f1
        ),
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def row(scores: Scores) -> str:
    values = (scores.f1, scores.precision, scores.recall, scores.false_alarms, scores.outcomes)
    return " | ".join(f"{value:.2f}" for value in values)


def cost(encoder: Encoder) -> str:
    """CPU time for 1,000 characters and 60 remedies."""
    catalogues = training_catalogues()
    remedies = [
        replace(one, id=f"{name} {one.id}")
        for name, catalogue in sorted(catalogues.items())
        for one in catalogue
    ][:60]
    texts = []
    sentences = [one.text for one in training_sentences()]
    random.Random(3).shuffle(sentences)  # noqa: S311 # no secret
    while len(texts) < ROUNDS:
        text = ""
        while len(text) < 1000:
            text += sentences.pop() + " "
        texts.append(text[:1000])
    recogniser = Recogniser.of(remedies, encoder)
    recogniser.recognise(texts[0], lang="de")
    spent = []
    for text in texts:
        started = time.process_time()
        recogniser.recognise(text, lang="de")
        spent.append((time.process_time() - started) * 1000)
    return (
        f"CPU for 1,000 characters, 60 remedies, model loaded: median "
        f"{statistics.median(spent):.0f} ms, most {max(spent):.0f} ms ({ROUNDS} texts)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
