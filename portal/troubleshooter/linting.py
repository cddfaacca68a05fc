"""The linter: what has to be mended before a flow is published, and what should be.

Rules F01 and F29 arise while a file is read (`parsing`), the others judge what was read. The table
of all rules is in docs/flows.md.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.troubleshooter.definition import Flow
from portal.troubleshooter.lint_calls import call_problems
from portal.troubleshooter.lint_conditions import condition_problems
from portal.troubleshooter.lint_questions import question_problems
from portal.troubleshooter.lint_reading import reading_problems
from portal.troubleshooter.lint_remedies import remedy_problems
from portal.troubleshooter.lint_structure import structure_problems
from portal.troubleshooter.lint_subject import Subject, World
from portal.troubleshooter.lint_texts import text_problems
from portal.troubleshooter.lint_upkeep import upkeep_problems
from portal.troubleshooter.lint_variants import variant_problems
from portal.troubleshooter.parsing import ParsedFlow, read_flow
from portal.troubleshooter.problems import Problem, Severity

_RULES = (
    structure_problems,
    call_problems,
    condition_problems,
    text_problems,
    variant_problems,
    remedy_problems,
    question_problems,
    upkeep_problems,
    reading_problems,
)
_ID = re.compile(r"[\"']?([a-z0-9][a-z0-9_.-]*)")
_MISLEADING = ("F01", "F02", "F05", "F06", "F10", "F11", "F12", "F31", "F32")
"""With one of these a walk goes astray: that tests miss something is no news then."""


def lint_source(
    source: str, world: World, *, texts: Path | None = None, old: Flow | None = None
) -> tuple[Problem, ...]:
    """All problems of a flow file, in the order of its lines.

    `texts` is the folder of `"!file …"` texts; `old` the version that running sessions may have.
    """
    parsed = read_flow(source, catalogue=world.catalogue, texts=texts)
    return lint_parsed(parsed, source, world, old=old)


def lint_parsed(
    parsed: ParsedFlow, source: str, world: World, *, old: Flow | None = None
) -> tuple[Problem, ...]:
    """The same for a file that was read already."""
    problems = sorted(_problems(source, parsed, world, old), key=_order)
    if any(problem.rule in _MISLEADING for problem in problems):
        problems = [problem for problem in problems if not _is_coverage(problem)]
    return tuple(problems)


def _problems(source: str, parsed: ParsedFlow, world: World, old: Flow | None) -> Iterator[Problem]:
    yield from parsed.problems
    if parsed.flow is None or not parsed.flow.steps:
        return
    subject = Subject(parsed.flow, parsed, world, old, _declared_remedies(source, parsed))
    broken = {(problem.line, problem.column) for problem in parsed.problems}
    for rule in _RULES:
        for problem in rule(subject):
            # A text that could not be read is not missing as well.
            if problem.rule != "F09" or (problem.line, problem.column) not in broken:
                yield problem


def _is_coverage(problem: Problem) -> bool:
    return problem.rule == "F24" and problem.severity is Severity.WARNING


def _declared_remedies(source: str, parsed: ParsedFlow) -> Mapping[str, int]:
    """Where each remedy stands in the list of the file; the flow holds only those that exist."""
    lines = source.removeprefix("\ufeff").splitlines()
    found: dict[str, int] = {}
    for path, (line, column) in parsed.positions.items():
        if len(path) == 3 and path[0] == "remedies" and path[2] == "id":
            id_ = _ID.match(lines[line - 1], column - 1)
            if id_ and isinstance(path[1], int):
                found.setdefault(id_[1], path[1])
    return found


def _order(problem: Problem) -> tuple[int, int, str]:
    return problem.line, problem.column, problem.rule
