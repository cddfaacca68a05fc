"""`portal flows …`: work on flow files, without a database or a data folder."""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from portal.core.clock import utc_now
from portal.core.settings import SettingsError
from portal.remedies.catalogue import CatalogueError, catalogue
from portal.troubleshooter.flow_files import (
    LIBRARY,
    flow_files,
    read_source,
    shipped_flow,
    texts_beside,
)
from portal.troubleshooter.flow_tests import FlowTestResult, run_tests
from portal.troubleshooter.graph import flow_outline, flow_svg
from portal.troubleshooter.lint_files import FileProblem, lint_files
from portal.troubleshooter.lint_world import load_world
from portal.troubleshooter.parsing import ParsedFlow, read_flow
from portal.troubleshooter.problems import Severity

FAILED, UNREADABLE = 1, 2


def lint_command(
    paths: Sequence[str],
    *,
    remedies: str | None,
    articles: str | None,
    against: str | None,
    today: date | None,
    output: str,
) -> int:
    """Print what is wrong with flow files; 1 if there are errors, 2 if a path can't be read."""
    files = [Path(path) for path in paths]
    try:
        world = load_world(
            files,
            today=today or utc_now().date(),
            remedies=Path(remedies) if remedies else None,
            articles=Path(articles) if articles else None,
            organisation=_organisation(),
        )
        found = lint_files(
            files,
            world,
            against=Path(against) if against else None,
            leave=Path(remedies) if remedies else None,
        )
    except (OSError, CatalogueError, SettingsError) as error:
        return _unreadable(error)
    if output == "json":
        print(json.dumps([entry.as_json() for entry in found], ensure_ascii=False, indent=2))
    else:
        _print_problems(found)
    return FAILED if any(_is_error(entry) for entry in found) else 0


def walk_command(paths: Sequence[str]) -> int:
    """Walk the tests of flow files; 1 if one fails or a file is broken, 2 if one can't be read."""
    try:
        files = flow_files(map(Path, paths))
        parsed = {file: _read(file) for file in files}
        shipped = [_read(file) for file in flow_files([LIBRARY])]
    except (OSError, UnicodeDecodeError) as error:
        return _unreadable(error)
    known = [*shipped, *parsed.values()]
    called = {read.flow.id: read.flow for read in known if read.flow is not None}
    passed = failed = broken = 0
    for file, read in parsed.items():
        if read.problems or read.flow is None:
            broken += 1
            for problem in read.problems:
                print(f"{file}:{problem.line}:{problem.column}: {problem.rule} {problem.message}")
            continue
        for result in run_tests(read.flow, called):
            passed, failed = passed + result.passed, failed + (not result.passed)
            _print_result(file, result)
    unusable = f", {broken} files cannot be used" if broken else ""
    print(f"{passed} passed, {failed} failed{unusable}")
    return FAILED if failed or broken else 0


def graph_command(flow: str, *, output: str, language: str) -> int:
    """Print a flow as SVG or as text; `flow` is a file or the id of a flow that ships."""
    file = Path(flow) if Path(flow).is_file() else shipped_flow(flow)
    if file is None:
        return _unreadable(f"{flow} is neither a file nor a flow that ships")
    try:
        read = _read(file)
    except (OSError, UnicodeDecodeError) as error:
        return _unreadable(error)
    for problem in read.problems:
        place = f"{file}:{problem.line}:{problem.column}"
        print(f"{place}: {problem.rule} {problem.message}", file=sys.stderr)
    if read.flow is None or not read.flow.steps:
        return FAILED
    draw = flow_svg if output == "svg" else flow_outline
    print(draw(read.flow, language), end="")
    return 0


def _read(file: Path) -> ParsedFlow:
    return read_flow(read_source(file), catalogue=catalogue(), texts=texts_beside(file))


def _organisation() -> Path | None:
    """Whose teams there are; the command needs no other setting."""
    file = os.environ.get("PORTAL_ORGANISATION_FILE")
    return Path(file) if file else None


def _unreadable(error: object) -> int:
    print(error, file=sys.stderr)
    return UNREADABLE


def _is_error(entry: FileProblem) -> bool:
    return entry.problem.severity is Severity.ERROR


def _print_problems(found: Sequence[FileProblem]) -> None:
    for entry in found:
        problem = entry.problem
        place = f"{entry.file}:{problem.line}:{problem.column}"
        print(f"{place}: {problem.severity.value} {problem.rule}: {problem.message}")
        if problem.fix:
            print(f"    {problem.fix}")
    counts = Counter(_is_error(entry) for entry in found)
    print(f"{_count(counts[True], 'error')}, {_count(counts[False], 'warning')}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_result(file: Path, result: FlowTestResult) -> None:
    word = "ok    " if result.passed else "FAILED"
    print(f"{word} {file}:{result.test.line}: {result.test.name}")
    for difference in result.differences:
        print(f"       {difference}")
