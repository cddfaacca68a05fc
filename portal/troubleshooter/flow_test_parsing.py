"""The `tests` of a flow file: walks that the author expects."""

from portal.troubleshooter.condition_parsing import RECORDED
from portal.troubleshooter.definition import FlowTest
from portal.troubleshooter.node_reader import NodeReader, PathTo
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.yaml_nodes import Node

_KEYS = ("name", "known", "answers", "outcomes", "expect")


def parse_tests(reader: NodeReader, node: Node | None, path: PathTo) -> tuple[FlowTest, ...]:
    """The tests in the order of the file."""
    nodes = reader.items(node, path)
    return tuple(_test(reader, item, (*path, index)) for index, item in enumerate(nodes))


def _test(reader: NodeReader, node: Node, path: PathTo) -> FlowTest:
    values = reader.table(node, path, _KEYS, ("name", "expect"))
    known = reader.table(values.get("known"), (*path, "known"), ("outcomes", "facts"))
    expect_path = (*path, "expect")
    expect = reader.table(values.get("expect"), expect_path, ("path", "skipped", "end"))
    if "expect" in values and not expect:
        fix = Wording("Say where it ends: expect: {end: …}.")
        reader.problem(Wording("The test expects nothing"), values["expect"], fix)
    answers_path, facts_path = (*path, "answers"), (*path, "known", "facts")
    answers = reader.entries(values.get("answers"), answers_path)
    facts = reader.entries(known.get("facts"), facts_path)
    return FlowTest(
        name=reader.word(values.get("name"), (*path, "name")),
        answers={step: reader.words(answers[step], (*answers_path, step)) for step in answers},
        outcomes=_outcomes(reader, values.get("outcomes"), (*path, "outcomes")),
        known_outcomes=_outcomes(reader, known.get("outcomes"), (*path, "known", "outcomes")),
        known_facts={name: reader.word(facts[name], (*facts_path, name)) for name in facts},
        path=reader.words(expect.get("path"), (*expect_path, "path")),
        skipped=reader.words(expect.get("skipped"), (*expect_path, "skipped")),
        end=reader.word(expect.get("end"), (*expect_path, "end")),
        line=node.line,
    )


def _outcomes(reader: NodeReader, node: Node | None, path: PathTo) -> dict[str, str]:
    return {
        remedy: reader.choice(value, (*path, remedy), RECORDED, "unknown")
        for remedy, value in reader.entries(node, path).items()
    }
