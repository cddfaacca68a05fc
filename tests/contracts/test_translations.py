"""German is complete: every text of the code has one finished German version that fits it."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import portal.app  # noqa: F401 - loads every feature and with it every kind of error
from portal.core.errors import PortalError
from portal.troubleshooter.problems import Wording

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "portal/translations/de/LC_MESSAGES").glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def used(tmp_path_factory) -> Catalog:
    """Every text in code and templates; the first argument of an error and of a wording is
    translated when shown."""
    target = tmp_path_factory.mktemp("extract") / "messages.pot"
    program = Path(sys.executable).with_name("pybabel")
    kinds = [Wording, *kinds_of(PortalError)]
    keywords = [f"--keyword={kind.__name__}" for kind in kinds]
    command = [program, "--quiet", "extract", "--mapping", "pyproject.toml", *keywords]
    subprocess.run([*command, "-o", target, "."], cwd=ROOT, check=True)
    with target.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def german() -> list[tuple[str, Message]]:
    """Every message of every German catalogue, with the catalogue's name."""
    messages = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            catalogue = read_po(file, locale="de", abort_invalid=True)
        messages += [(path.name, message) for message in catalogue if message.id]
    return messages


def kinds_of(error: type[Exception]) -> list[type[Exception]]:
    return [kind for below in error.__subclasses__() for kind in (below, *kinds_of(below))]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def test_every_text_has_a_german_version(used, german):
    translated = {
        (message.context, message.id) for _, message in german if all(forms(message.string))
    }
    missing = [
        (message.id, message.locations[0])
        for message in used
        if message.id and (message.context, message.id) not in translated
    ]
    assert not missing, "\n".join(["write these into the feature's .po:", *map(str, missing)])


def test_every_wording_is_written_out_where_it_is_made():
    """What is put together at run time is found for no catalogue."""
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "portal").rglob("*.py"))
        if "Wording(" in (code := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == Wording.__name__
        if not isinstance(node.args[0], ast.Constant)
    ]
    assert not hidden


def test_no_german_version_is_a_guess(german):
    fuzzy = [(name, message.id) for name, message in german if message.fuzzy]
    assert not fuzzy, "check these and remove the mark `fuzzy`"


def test_no_german_version_is_left_over(used, german):
    left_over = [(name, m.id) for name, m in german if used.get(forms(m.id)[0], m.context) is None]
    assert not left_over, "no code uses these any more"


def test_catalogues_do_not_contradict_each_other(german):
    versions = defaultdict(set)
    for _, message in german:
        versions[message.context, message.id].add(message.string)
    assert not [key for key, found in versions.items() if len(found) > 1]


def test_placeholders_survive_translation(german):
    broken = []
    for name, message in german:
        allowed = {found for text in forms(message.id) for found in PLACEHOLDER.findall(text)}
        *singular, last = forms(message.string)
        # The last form is the plural and says everything; "one" may leave its number out.
        fits = set(PLACEHOLDER.findall(last)) == allowed
        fits &= all(set(PLACEHOLDER.findall(text)) <= allowed for text in singular)
        if not fits:
            broken.append((name, message.id))
    assert not broken
