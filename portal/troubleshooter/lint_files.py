"""Linting of files: each in its world, and against the version that was there before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flow_files import flow_files, read_source, texts_beside
from portal.troubleshooter.lint_subject import World
from portal.troubleshooter.linting import lint_parsed
from portal.troubleshooter.parsing import read_flow
from portal.troubleshooter.problems import Problem, Severity, Wording


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem and the file it is in, as the path was given."""

    file: str
    problem: Problem

    def as_json(self) -> dict[str, str | int]:
        """What editors and scripts read."""
        problem = self.problem
        return {
            "file": self.file,
            "line": problem.line,
            "column": problem.column,
            "rule": problem.rule,
            "severity": problem.severity.value,
            "message": problem.message,
            "fix": problem.fix,
        }


def lint_files(
    paths: Iterable[Path], world: World, *, against: Path | None = None, leave: Path | None = None
) -> list[FileProblem]:
    """All problems of the flow files at `paths`; `leave` is a file among them that is no flow.

    `against` is the file or folder of the earlier versions. Raises OSError.
    """
    paths = list(paths)
    files = [file for file in flow_files(paths) if leave is None or not _same(file, leave)]
    olds = _Earlier(against, world, alone=len(files) == 1) if against else None
    ids: dict[str, Path] = {}
    return [
        FileProblem(str(file), problem)
        for file in files
        for problem in _lint(file, world, olds, ids)
    ]


class _Earlier:
    """The earlier versions: a flow is found by its id, else by the name of its file."""

    def __init__(self, against: Path, world: World, *, alone: bool) -> None:
        self.alone = alone and against.is_file()
        self.by_name: dict[str, Flow] = {}
        for file in flow_files([against]):
            flow = _flow(file, world)
            if flow is not None:
                self.by_name[file.name] = flow
        self.by_id: Mapping[str, Flow] = {flow.id: flow for flow in self.by_name.values()}

    def of(self, flow: Flow, file: Path) -> Flow | None:
        if self.alone:
            return next(iter(self.by_name.values()), None)
        return self.by_id.get(flow.id) or self.by_name.get(file.name)


def _lint(
    file: Path, world: World, olds: _Earlier | None, ids: dict[str, Path]
) -> Iterator[Problem]:
    try:
        source = read_source(file)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = Wording("The file is not UTF-8")
        fix = Wording("Save it as UTF-8.")
        yield Problem("F01", Severity.ERROR, message, line, 1, fix)
        return
    parsed = read_flow(source, catalogue=world.catalogue, texts=texts_beside(file))
    old = olds.of(parsed.flow, file) if olds and parsed.flow else None
    if parsed.flow and parsed.flow.id:
        first = ids.setdefault(parsed.flow.id, file)
        if first != file:
            message = Wording(
                "The flow in %(file)s has the id “%(id)s” too", file=str(first), id=parsed.flow.id
            )
            fix = Wording("Give one of them another id.")
            yield Problem("F01", Severity.ERROR, message, *parsed.place("id"), fix)
    yield from lint_parsed(parsed, source, world, old=old)


def _flow(file: Path, world: World) -> Flow | None:
    try:
        source = read_source(file)
    except UnicodeDecodeError:
        return None
    return read_flow(source, catalogue=world.catalogue, texts=texts_beside(file)).flow


def _same(file: Path, other: Path) -> bool:
    return file.resolve() == other.resolve()
