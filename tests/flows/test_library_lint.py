"""The flows that ship pass their own linter."""

from datetime import date

import pytest

from portal.troubleshooter.flow_files import LIBRARY, flow_files
from portal.troubleshooter.lint_files import lint_files
from portal.troubleshooter.lint_world import load_world

WORLD = load_world([LIBRARY], today=date(2026, 11, 23))


@pytest.mark.parametrize("file", flow_files([LIBRARY]), ids=lambda file: file.stem)
def test_nothing_is_wrong_with_it(file):
    problems = [
        f"{entry.problem.line}: {entry.problem.rule} {entry.problem.message}"
        for entry in lint_files([file], WORLD)
    ]
    assert problems == []
