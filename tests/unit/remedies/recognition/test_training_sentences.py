"""The training sentences hold to their own conventions, and the held-out ones stay apart."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

TRAINING = Path(__file__).parents[4] / "portal" / "remedies" / "recognition" / "training"
FILES = sorted(TRAINING.glob("*.jsonl"))
HELD_OUT = "heldout_services"
OUTCOMES = {"solved", "no_change", "worse", "could_not", "unknown"}
REASONS = {
    "question",
    "intention",
    "refusal",
    "inability",
    "negation",
    "advice",
    "error_message",
    "by_itself",
    "happened",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_has_the_documented_fields_and_values(file: Path):
    for sentence in sentences(file):
        assert set(sentence) == {"lang", "text", "catalogue", "attempts", "mentioned"}
        assert sentence["lang"] in {"de", "en"}
        assert sentence["text"].strip() == sentence["text"] != ""
        assert sentence["catalogue"] == file.stem.removeprefix("sentences_")
        assert {attempt["outcome"] for attempt in sentence["attempts"]} <= OUTCOMES, sentence
        assert {mention["why"] for mention in sentence["mentioned"]} <= REASONS, sentence


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_quote_stands_in_its_text(file: Path):
    for sentence in sentences(file):
        for label in [*sentence["attempts"], *sentence["mentioned"]]:
            assert label["quote"].strip() == label["quote"] != "", sentence
            assert label["quote"] in sentence["text"], sentence


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_remedy_is_in_the_catalogue_of_its_sentence(file: Path):
    known = {entry["id"] for entry in catalogue(file.stem.removeprefix("sentences_"))}
    for sentence in sentences(file):
        named = {label["remedy"] for label in [*sentence["attempts"], *sentence["mentioned"]]}
        assert named <= known, sentence


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_remedy_is_tried_twice_in_one_sentence(file: Path):
    for sentence in sentences(file):
        tried = Counter(attempt["remedy"] for attempt in sentence["attempts"])
        assert not [remedy for remedy, count in tried.items() if count > 1], sentence


def test_no_text_stands_there_twice_not_even_in_two_files():
    texts = Counter(" ".join(s["text"].casefold().split()) for f in FILES for s in sentences(f))
    assert [text for text, count in texts.items() if count > 1] == []


def test_every_catalogue_gives_a_title_and_two_to_four_aliases_in_both_languages():
    for path in (TRAINING / "catalogues").glob("*.yaml"):
        entries = catalogue(path.stem)
        assert len({entry["id"] for entry in entries}) == len(entries) >= 10
        for entry in entries:
            assert set(entry) == {"id", "title", "aliases"}, entry
            assert set(entry["title"]) == set(entry["aliases"]) == {"de", "en"}, entry
            assert all(2 <= len(names) <= 4 for names in entry["aliases"].values()), entry


def test_the_held_out_sentences_lie_beside_the_files_that_are_trained_on():
    trained_on = {file.stem for file in TRAINING.glob("sentences_*.jsonl")}
    assert trained_on
    assert HELD_OUT not in trained_on
    assert {s["catalogue"] for s in sentences(TRAINING / f"{HELD_OUT}.jsonl")} == {HELD_OUT}


def sentences(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def catalogue(name: str) -> list[dict[str, object]]:
    return yaml.safe_load((TRAINING / "catalogues" / f"{name}.yaml").read_text(encoding="utf-8"))
