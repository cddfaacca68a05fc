"""Flow files (YAML) to flows, with the place of everything in them.

Here a file has to be readable and of the right shape (F01, F29). Whether it makes a good flow is
judged by the linter, which works on what `read_flow` returns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.remedies.catalogue import Remedy
from portal.troubleshooter.condition_parsing import parse_named_conditions
from portal.troubleshooter.definition import Flow, Needed, RemedyStep, Step
from portal.troubleshooter.flow_test_parsing import parse_tests
from portal.troubleshooter.node_reader import LOCALES, NodeReader, PathTo
from portal.troubleshooter.problems import FlowError, Problem, Severity, Wording
from portal.troubleshooter.remedy_parsing import parse_remedies
from portal.troubleshooter.step_parsing import parse_steps
from portal.troubleshooter.yaml_nodes import Node, Table, read_nodes

SCHEMA = "flow/1"
STATUSES = ("draft", "review", "published", "archived")
_REQUIRED = ("schema", "id", "version", "status", "title", "minutes", "start", "escalate", "steps")
_OPTIONAL = (
    "owner",
    "review_by",
    "symptoms",
    "have_ready",
    "remedies",
    "conditions",
    "tests",
)


@dataclass(frozen=True, slots=True)
class ParsedFlow:
    """What could be read of a file. `flow` is None when nothing could.

    Beside errors `flow` may be incomplete: a missing text lacks its locale, a step of no known
    kind is left out (its id is among the positions), as is a remedy that is nowhere defined.

    Paths in `positions` follow the keys of the file, with an index for an entry of a list:
    ("steps", "restart", "next", "worse"), ("steps", "devices", "options", 0, "de"),
    ("remedies", 1, "text", "short", "en"), ("tests", 0), ("steps", "channel", "when", "any", 1).
    A text stands where it begins, a list or mapping where its key begins. Both count from 1.
    """

    flow: Flow | None
    problems: tuple[Problem, ...]
    positions: Mapping[PathTo, tuple[int, int]]

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of `path`, or of the nearest thing around it that is in the file."""
        while path not in self.positions:
            path = path[:-1]
        return self.positions[path]


def parse_flow(source: str, *, catalogue: Mapping[str, Remedy], texts: Path | None = None) -> Flow:
    """The flow of a file that has the right shape; raises FlowError otherwise.

    `texts` is the folder `text/` beside the file, from which `"!file name.md"` is read.
    """
    parsed = read_flow(source, catalogue=catalogue, texts=texts)
    if parsed.problems or parsed.flow is None:
        raise FlowError(parsed.problems)
    return parsed.flow


def read_flow(
    source: str, *, catalogue: Mapping[str, Remedy], texts: Path | None = None
) -> ParsedFlow:
    """As much of a flow as can be read, with the errors of shape (F01, F29) and all places."""
    root, problems = read_nodes(source.removeprefix("\ufeff"))
    if not isinstance(root, Table):
        if not problems:
            message = Wording("A flow file is a mapping (schema, id, title, …)")
            line, column = (root.line, root.column) if root else (1, 1)
            fix = Wording("Begin with “schema: flow/1”; “portal flows new” writes a whole frame.")
            problems.append(Problem("F01", Severity.ERROR, message, line, column, fix))
        return ParsedFlow(None, tuple(problems), {(): (1, 1)})
    reader = NodeReader(texts)
    reader.problems.extend(problems)
    flow = _flow(reader, root, catalogue)
    ordered = sorted(reader.problems, key=lambda problem: (problem.line, problem.column))
    return ParsedFlow(flow, tuple(ordered), reader.positions)


def _flow(reader: NodeReader, root: Table, catalogue: Mapping[str, Remedy]) -> Flow:
    values = reader.table(root, (), (*_REQUIRED, *_OPTIONAL), _REQUIRED)
    reader.choice(values.get("schema"), ("schema",), (SCHEMA,), SCHEMA)
    escalate = reader.table(
        values.get("escalate"), ("escalate",), ("queue", "first_reply", "ask"), ("queue",)
    )
    parse_named_conditions(reader, values.get("conditions"), ("conditions",))
    steps = parse_steps(reader, values.get("steps"), ("steps",))
    return Flow(
        id=reader.identifier(values.get("id"), ("id",)),
        version=reader.number(values.get("version"), ("version",), least=1) or 1,
        status=reader.choice(values.get("status"), ("status",), STATUSES, "draft"),
        owner=reader.word(values.get("owner"), ("owner",)),
        review_by=reader.day(values.get("review_by"), ("review_by",)),
        title=reader.text(values.get("title"), ("title",)),
        symptoms=reader.word_lists(values.get("symptoms"), ("symptoms",)),
        minutes=reader.number(values.get("minutes"), ("minutes",), least=1) or 1,
        have_ready=_have_ready(reader, values.get("have_ready")),
        start=reader.word(values.get("start"), ("start",)),
        queue=reader.word(escalate.get("queue"), ("escalate", "queue")),
        ask_before_person=reader.words(escalate.get("ask"), ("escalate", "ask")),
        remedies=parse_remedies(
            reader,
            values.get("remedies"),
            ("remedies",),
            used=_remedies_used(steps),
            catalogue=catalogue,
        ),
        steps=steps,
        tests=parse_tests(reader, values.get("tests"), ("tests",)),
        first_reply_minutes=_first_reply(reader, escalate.get("first_reply")),
    )


def _have_ready(reader: NodeReader, node: Node | None) -> tuple[Needed, ...]:
    needed: list[Needed] = []
    for index, item in enumerate(reader.items(node, ("have_ready",))):
        path: PathTo = ("have_ready", index)
        values = reader.table(item, path, ("id", *LOCALES, "optional"), ("id",))
        id_ = reader.identifier(values.get("id"), (*path, "id"))
        if any(id_ == other.id for other in needed):
            fix = Wording("Remove one of them, or give it another name.")
            reader.problem(Wording("“%(id)s” stands here twice", id=id_), values["id"], fix)
            continue
        text = reader.locales(item, path)
        optional = reader.flag(values.get("optional"), (*path, "optional"))
        needed.append(Needed(id_, text, optional))
    return tuple(needed)


def _first_reply(reader: NodeReader, node: Node | None) -> int | None:
    path = ("escalate", "first_reply")
    values = reader.table(node, path, ("business_minutes",))
    return reader.number(values.get("business_minutes"), (*path, "business_minutes"), least=1)


def _remedies_used(steps: Mapping[str, Step]) -> list[str]:
    return [step.remedy for step in steps.values() if isinstance(step, RemedyStep)]
