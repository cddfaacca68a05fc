"""How often the intake offers the right flow.

    .venv/bin/python -m tests.benchmarks.intake [--fit]

Measures a portal with the content that ships on `intake_texts.yaml`; `--fit` fits the weights of
`portal/intake/problems.py` to five sixths of the texts and counts on the rest, six times, and
prints those of all of them. The figures of docs/recognition.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from tqdm import tqdm

from portal.app import create_app
from portal.core.db import db
from portal.core.settings import Settings
from portal.intake.problems import (
    MOST_FLOWS,
    OFFERED,
    SURE,
    Signs,
    Weights,
    probabilities,
    signs,
)
from portal.intake.reading import without
from portal.knowledge.searching import find
from portal.troubleshooter.flows import published_flows
from portal.web.access import ANONYMOUS
from search.embedding import load_encoder
from tests.benchmarks.servers import portal

TEXTS = Path(__file__).parent / "intake_texts.yaml"
PARTS = 6
STEPS, RATE, SHRINK = 800, 1.0, 0.05


@dataclass(frozen=True, slots=True)
class Text:
    """What speaks for each flow; `meant`: keys that are right, empty where none is."""

    meant: frozenset[str]
    signs: Mapping[str, Signs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fit", action="store_true", help="fit the weights, cross-validated")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with portal(data, data / "log"):
            texts = read_texts(data)
    if asked.fit:
        report(cross_validated(texts), texts)
        sys.stdout.write(f"{fitted(texts)}\n")
    else:
        report([probabilities(text.signs) for text in texts], texts)


def read_texts(data: Path) -> list[Text]:
    """The texts with their signs, from the running portal's database, index and embedder."""
    app = create_app(Settings.from_env({"PORTAL_DATA_DIR": str(data)}))
    load_encoder()  # fails here rather than measuring words alone
    engine, sources = app.extensions["lotse.search"](), app.extensions["lotse.sources"]
    recognisers = app.extensions["lotse.recognisers"]
    found = []
    with app.test_request_context("/de/"):
        flows = {flow.id: flow for flow in published_flows(db.session)}
        for language, meant, text in tqdm(yaml.safe_load(TEXTS.read_text()), "Texts"):
            words = without(text, recognisers.recognise(text, lang=language).attempts)
            result = find(
                db.session, engine, words, locale=language, reader=ANONYMOUS, sources=sources
            )
            spoken = signs(db.session, words, language, result.hits, flows)
            found.append(Text(frozenset(meant.split()), spoken))
    return found


def report(likely: Sequence[Mapping[str, float]], texts: Sequence[Text]) -> None:
    """Print how often the right flow is first, offered, and chosen beforehand."""
    first = offered = sure = right = vague = 0
    for one, text in zip(likely, texts, strict=True):
        keys = sorted((k for k in one if one[k] >= OFFERED), key=one.__getitem__, reverse=True)
        first += bool(text.meant.intersection(keys[:1]))
        offered += bool(text.meant.intersection(keys[:MOST_FLOWS]))
        vague += bool(keys) and not text.meant
        if keys and one[keys[0]] >= SURE:
            sure += 1
            right += keys[0] in text.meant
    clear = sum(bool(text.meant) for text in texts)
    sys.stdout.write(
        f"{clear} clear texts: right flow first {first}, offered {offered}\n"
        f"chosen beforehand {sure}, right {right}\n"
        f"{len(texts) - clear} others: a flow offered to {vague}\n"
    )


def cross_validated(texts: Sequence[Text]) -> list[dict[str, float]]:
    """Probabilities of each text by weights that were fitted without it."""
    order = np.random.default_rng(0).permutation(len(texts))
    likely: dict[int, dict[str, float]] = {}
    for part in np.array_split(order, PARTS):
        left_out = set(part.tolist())
        weights = fitted([text for at, text in enumerate(texts) if at not in left_out])
        likely |= {at: probabilities(texts[at].signs, weights) for at in left_out}
    return [likely[at] for at in range(len(texts))]


def fitted(texts: Sequence[Text]) -> Weights:
    """The weights by gradient descent, with L2 on all but that of no flow."""
    rows = [
        (
            np.array([[one.named, one.found, one.leads] for one in text.signs.values()]),
            np.array([key in text.meant for key in text.signs] + [not text.meant], float),
        )
        for text in texts
    ]
    weights, none = np.zeros(3), 1.0
    for _ in range(STEPS):
        slope, bias = SHRINK * weights, 0.0
        for values, meant in rows:
            scores = np.append(values @ weights, none)
            share = np.exp(scores - scores.max())
            share /= share.sum()
            wanted = share * meant
            gap = share - wanted / wanted.sum()
            slope = slope + values.T @ gap[:-1] / len(rows)
            bias += gap[-1] / len(rows)
        weights, none = weights - RATE * slope, none - RATE * bias
    named, found, leads = weights.tolist()
    return Weights(named, found, leads, float(none))


if __name__ == "__main__":
    main()
