"""German is complete: every text of the code has a finished German version that fits it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def used(tmp_path_factory) -> Catalog:
    """Every text in code and templates, collected as `make translations` collects it."""
    target = tmp_path_factory.mktemp("extract") / "messages.pot"
    program = Path(sys.executable).with_name("pybabel")
    subprocess.run(
        [program, "--quiet", "extract", "--mapping", "pyproject.toml", "-o", target, "."],
        cwd=ROOT,
        check=True,
    )
    with target.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def german() -> Catalog:
    with (ROOT / "portal/translations/de/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="de")


def test_every_text_has_a_german_version(used, german):
    missing = [message.id for message in used if message.id and not translation(german, message)]
    assert not missing, f"run `make translations` and translate in messages.po: {missing}"


def test_no_german_version_is_a_guess(german):
    fuzzy = [message.id for message in german if message.id and message.fuzzy]
    assert not fuzzy, f"check these and remove the mark `fuzzy`: {fuzzy}"


def test_no_german_version_is_left_over(used, german):
    left_over = [message.id for message in german if message.id and message.id not in used]
    assert not left_over, f"run `make translations`; no code uses: {left_over}"


def test_placeholders_survive_translation(german):
    broken = []
    for message in german:
        if not message.id or not message.string:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        targets = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = {name for text in sources for name in PLACEHOLDER.findall(text)}
        # The last form is the plural, which has to say everything; "one" may leave the number out.
        for text in targets:
            found = set(PLACEHOLDER.findall(text))
            if found - allowed or (text is targets[-1] and found != allowed):
                broken.append((message.id, text))
    assert not broken


def translation(catalogue: Catalog, message) -> bool:
    found = catalogue.get(message.id, message.context)
    if found is None:
        return False
    texts = found.string if isinstance(found.string, tuple) else (found.string,)
    return all(texts)
