"""The flows that ship pass their own linter."""

from datetime import date

import pytest

from portal.troubleshooter.flow_files import LIBRARY, flow_files
from portal.troubleshooter.lint_files import lint_files
from portal.troubleshooter.lint_world import load_world
from portal.troubleshooter.problems import Severity

WORLD = load_world([LIBRARY], today=date(2026, 11, 23))


@pytest.mark.parametrize("file", flow_files([LIBRARY]), ids=lambda file: file.stem)
def test_it_has_no_errors(file):
    errors = [
        f"{entry.problem.line}: {entry.problem.rule} {entry.problem.message}"
        for entry in lint_files([file], WORLD)
        if entry.problem.severity is Severity.ERROR
    ]
    assert errors == []
