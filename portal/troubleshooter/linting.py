"""The linter: what has to be mended before a flow is published, and what should be.

Rules F01 and F29 arise while a file is read (`parsing`), the others judge what was read. The table
of all rules is in docs/flows.md.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.troubleshooter.definition import Flow
from portal.troubleshooter.lint_conditions import condition_problems
from portal.troubleshooter.lint_questions import question_problems
from portal.troubleshooter.lint_reading import reading_problems
from portal.troubleshooter.lint_remedies import remedy_problems
from portal.troubleshooter.lint_structure import structure_problems
from portal.troubleshooter.lint_subject import Subject, World
from portal.troubleshooter.lint_texts import text_problems
from portal.troubleshooter.lint_upkeep import upkeep_problems
from portal.troubleshooter.parsing import ParsedFlow, read_flow
from portal.troubleshooter.problems import Problem
from portal.troubleshooter.yaml_nodes import Items, Scalar, Table, read_nodes

_RULES = (
    structure_problems,
    condition_problems,
    text_problems,
    remedy_problems,
    question_problems,
    upkeep_problems,
    reading_problems,
)


def lint_source(
    source: str, world: World, *, texts: Path | None = None, old: Flow | None = None
) -> tuple[Problem, ...]:
    """All problems of a flow file, in the order of its lines.

    `texts` is the folder of `"!file …"` texts; `old` the version that running sessions may have.
    """
    parsed = read_flow(source, catalogue=world.catalogue, texts=texts)
    return tuple(sorted(_problems(source, parsed, world, old), key=_order))


def _problems(source: str, parsed: ParsedFlow, world: World, old: Flow | None) -> Iterator[Problem]:
    yield from parsed.problems
    if parsed.flow is None or not parsed.flow.steps:
        return
    subject = Subject(parsed.flow, parsed, world, old, _declared_remedies(source))
    broken = {(problem.line, problem.column) for problem in parsed.problems}
    for rule in _RULES:
        for problem in rule(subject):
            # A text that could not be read is not missing as well.
            if problem.rule != "F09" or (problem.line, problem.column) not in broken:
                yield problem


def _declared_remedies(source: str) -> Mapping[str, int]:
    """Where each remedy stands in the list of the file; the flow holds only those that exist."""
    root, _ = read_nodes(source.removeprefix("\ufeff"))
    entries = root.entries.get("remedies") if isinstance(root, Table) else None
    if entries is None or not isinstance(entries[1], Items):
        return {}
    found: dict[str, int] = {}
    for index, item in enumerate(entries[1].nodes):
        if isinstance(item, Table) and "id" in item.entries:
            id_ = item.entries["id"][1]
            if isinstance(id_, Scalar):
                found.setdefault(id_.text.strip(), index)
    return found


def _order(problem: Problem) -> tuple[int, int, str]:
    return problem.line, problem.column, problem.rule
