"""The picture of a flow: complete, without overlaps, the same each time, and readable as text."""

import random
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.definition import (
    AnswerIs,
    End,
    Flow,
    Not,
    Option,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.graph import flow_outline, flow_svg
from portal.troubleshooter.graph_drawing import draw
from portal.troubleshooter.graph_edges import all_edges
from portal.troubleshooter.graph_layout import BOX_HEIGHT, BOX_WIDTH, END_COLUMN
from portal.troubleshooter.graph_routes import label_width
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.parsing import parse_flow
from portal.troubleshooter.position import Walked
from tests.unit.troubleshooter.flow_changes import CLEAN, changed

SVG = "{http://www.w3.org/2000/svg}"
FLOW = parse_flow(CLEAN, catalogue=catalogue())


def random_flow(steps: int, seed: int) -> Flow:
    """A flow of questions and remedies that skip ahead and join again at random."""
    chance = random.Random(seed)  # noqa: S311
    made: dict[str, Step] = {}

    def further(number: int, most: int) -> str:
        ahead = number + chance.randint(1, most)
        return f"s{ahead}" if ahead < steps else "person"

    for number in range(steps):
        id_ = f"s{number}"
        title = {"de": f"Schritt {number}: Den Postausgang im Mailprogramm prüfen"}
        if chance.random() < 0.4:
            options = tuple(
                Option(f"o{index}", {"de": f"Antwort {index}"}, further(number, 1 + 3 * index))
                for index in range(chance.randint(2, 5))
            )
            made[id_] = Question(id=id_, title=title, why={}, kind="single", options=options)
        else:
            edges = {
                "solved": "done",
                "no_change": further(number, 1),
                "worse": "person",
                "could_not": further(number, 6),
            }
            made[id_] = RemedyStep(id=id_, title=title, why={}, remedy="r", next=edges)
    made["done"] = End(id="done", title={}, why={}, kind="solved")
    made["person"] = End(id="person", title={}, why={}, kind="escalate")
    return Flow(
        id="random",
        version=1,
        status="draft",
        owner="",
        review_by=None,
        title={"de": "Zufall & mehr"},
        symptoms={},
        minutes=5,
        have_ready=(),
        start="s0",
        queue="web",
        ask_before_person=(),
        remedies={},
        steps=made,
        tests=(),
    )


FLOWS = [FLOW, *(random_flow(steps, seed) for seed, steps in enumerate((1, 2, 5, 12, 30, 60, 150)))]


def busy(flow: Flow) -> Traffic:
    """So many runs that each edge has another number, of one to six digits."""
    edges = [Walked(edge.source, edge.key, edge.target) for edge in all_edges(flow)]
    runs = {edge: 7**number % 1_000_003 for number, edge in enumerate(edges)}
    return Traffic(date(2026, 8, 24), {Walked("", "", flow.start): 1_000_003, **runs})


@pytest.mark.parametrize("count", [None, busy], ids=["quiet", "busy"])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: str(len(flow.steps)))
class TestEveryFlow:
    def test_every_step_and_every_way_is_there(self, flow, count):
        root = ElementTree.fromstring(flow_svg(flow, traffic=count and count(flow)))  # noqa: S314
        steps = [group.get("data-step") for group in root.iter(f"{SVG}g") if group.get("data-step")]
        assert sorted(steps) == sorted(flow.steps)
        ways = {
            (group.get("data-from"), group.get("data-to"))
            for group in root.iter(f"{SVG}g")
            if group.get("data-from")
        }
        wanted = {(edge.source, edge.target) for edge in all_edges(flow) if edge.key != "worse"}
        assert ways == wanted

    def test_no_box_lies_on_another(self, flow, count):
        boxes = draw(flow, "de", count and count(flow)).boxes
        for one, other in combinations(boxes, 2):
            assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT

    def test_no_line_runs_through_a_box(self, flow, count):
        drawing = draw(flow, "de", count and count(flow))
        for line in drawing.lines:
            for (ax, ay), (bx, by) in zip(line.points, line.points[1:], strict=False):
                assert ax == bx or ay == by, "lines run along the axes"
                for box in drawing.boxes:
                    beside = max(ax, bx) <= box.x or min(ax, bx) >= box.x + BOX_WIDTH
                    apart = max(ay, by) <= box.y or min(ay, by) >= box.y + BOX_HEIGHT
                    assert beside or apart, f"{line.source} → {line.target} crosses {box.step}"

    def test_no_label_lies_on_another_or_on_a_box(self, flow, count):
        drawing = draw(flow, "de", count and count(flow))
        labels = [line.label for line in drawing.lines if line.label]
        for one, other in combinations(labels, 2):
            beside = (
                one.left + label_width(one.text) <= other.left
                or other.left + label_width(other.text) <= one.left
            )
            assert beside or abs(one.y - other.y) >= 18, f"{one} and {other}"
        for label in labels:
            for box in drawing.boxes:
                beside = label.left + label_width(label.text) <= box.x or label.left >= (
                    box.x + BOX_WIDTH
                )
                apart = label.y <= box.y - 9 or label.y >= box.y + BOX_HEIGHT + 9
                assert beside or apart, f"{label} on {box.step}"

    def test_all_lies_within_the_picture(self, flow, count):
        drawing = draw(flow, "de", count and count(flow))
        for line in drawing.lines:
            assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in line.points)
            if line.label:
                assert line.label.left >= 0
                assert line.label.left + label_width(line.label.text) <= drawing.width
        assert max(box.x + BOX_WIDTH for box in drawing.boxes) <= drawing.width
        assert max(box.y + BOX_HEIGHT for box in drawing.boxes) <= drawing.height


def test_it_looks_the_same_in_every_process():
    script = (
        "from tests.unit.troubleshooter.test_graph import random_flow, flow_svg\n"
        "import hashlib; print(hashlib.sha256(flow_svg(random_flow(60, 5)).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_it_is_described_for_who_does_not_see_it():
    root = ElementTree.fromstring(flow_svg(FLOW, "en"))  # noqa: S314
    assert root.get("role") == "img"
    assert root.get("lang") == "en"
    named = str(root.get("aria-labelledby")).split()
    words = {element.get("id"): element.text for element in root if element.get("id")}
    assert words[named[0]] == "My website is slow"
    assert str(words[named[1]]).startswith("8 steps")


def test_it_holds_neither_styles_nor_scripts():
    svg = flow_svg(FLOW)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=", svg)


def test_texts_cannot_become_markup():
    hostile = changed(("de: Meine Website ist langsam", 'de: "<script>&"'))
    svg = flow_svg(parse_flow(hostile, catalogue=catalogue()))
    assert "&lt;script&gt;&amp;" in svg
    assert "<script" not in svg


HOSTILE = "</title></svg><script>alert(1)</script>'\"&lt;\x00\x1b\x0b\ud800\ufffe"


def hostile_flow() -> Flow:
    """A flow as no parser lets one through: texts and ids that try to break out everywhere."""
    text = {"de": HOSTILE, "en": HOSTILE}
    options = (
        Option(HOSTILE, text, HOSTILE),
        Option("solved", text, "done"),
        Option("b", text, "person"),
    )
    condition = Not(AnswerIs("q", (HOSTILE,)))
    steps = {
        "q": Question(id="q", title=text, why=text, kind="single", options=options),
        HOSTILE: RemedyStep(
            id=HOSTILE,
            title=text,
            why=text,
            when=condition,
            otherwise="person",
            remedy=HOSTILE,
            next={"solved": "done", "no_change": "person"},
        ),
        "done": End(id="done", title=text, why=text, kind="solved"),
        "person": End(id="person", title=text, why=text, kind="escalate"),
    }
    return replace(random_flow(1, 0), id=HOSTILE, title=text, start="q", steps=steps)


@pytest.mark.parametrize("locale", ["de", "en"])
def test_hostile_titles_options_and_ids_stay_text(locale):
    svg = flow_svg(hostile_flow(), locale)

    root = ElementTree.fromstring(svg.encode())  # noqa: S314 - XML, so no control character is left
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "rect", "g", "path", "text", "circle"),
    }
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name in ("href", "style")]
    assert "</title></svg><script>alert(1)</script>'\"&lt;" in root.find(f"{SVG}title").text
    assert "<script" not in svg
    kept = {element.get("data-step", "")[:8] for element in root.iter(f"{SVG}g")}
    assert "</title>" in kept


def test_the_outline_of_a_hostile_flow_is_words_too():
    assert HOSTILE in flow_outline(hostile_flow())


def test_shapes_say_what_a_step_is():
    root = ElementTree.fromstring(flow_svg(FLOW))  # noqa: S314
    classes = {
        group.get("data-step"): group.get("class")
        for group in root.iter(f"{SVG}g")
        if group.get("data-step")
    }
    assert classes["where"] == "flow-step flow-question"
    assert classes["caching"] == "flow-step flow-remedy"
    assert classes["done"] == "flow-step flow-solved"
    assert classes["person"] == "flow-step flow-person"


def test_the_outline_says_the_same_in_words():
    outline = flow_outline(FLOW)
    assert outline.startswith("Meine Website ist langsam (page-is-slow, Version 3)\n")
    block = next(part for part in outline.split("\n\n") if "[caching]" in part)
    [number] = re.findall(r"^(\d+)\. Lösungsschritt: Caching einschalten", block)
    assert "   nur wenn „Wie viele Sekunden dauert es?“ ist > 3" in block
    assert re.search(r"   ohne Wirkung, ging nicht, sonst → \d+ remove$", block, re.MULTILINE)
    assert re.search(r"   schlechter geworden → \d+ person$", block, re.MULTILINE)
    assert f"→ {number} caching" in outline


def test_options_are_named_on_the_lines():
    said = {(line.source, line.target): line.label for line in draw(FLOW, "en").lines}
    label = said["where", "domain"]
    assert label is not None
    assert label.full == "On all of them, I do not know"


def test_ends_that_no_line_leads_to_stand_beside_the_others():
    """Lines of "solved" and "worse" are not drawn: nothing says where such ends belong."""
    worse = "  lost: {end: escalate, summary: {de: Fort., en: Gone.}}\n"
    source = changed(
        ("  done: {end: solved, article: website-slow}\n", f"  done: {{end: solved}}\n{worse}"),
        ("no_change: remove, worse: person", "no_change: remove, worse: lost"),
    )
    boxes = {box.step: box for box in draw(parse_flow(source, catalogue=catalogue()), "de").boxes}

    assert boxes["done"].y == boxes["person"].y == boxes["lost"].y
    assert boxes["person"].x - boxes["done"].x == END_COLUMN
    assert boxes["lost"].x - boxes["person"].x == END_COLUMN


def test_a_remedy_that_takes_time_is_marked():
    step = next(step for step in FLOW.steps.values() if isinstance(step, RemedyStep))
    waits = {**FLOW.steps, step.id: replace(step, wait_minutes=24 * 60)}
    flow = replace(FLOW, steps=waits)

    assert flow_outline(flow, "de").count("wirkt nach höchstens 24 Std.") == 1
    assert flow_svg(flow, "en").count(">24 h</text>") == 1
    assert "takes effect" not in flow_outline(FLOW, "en") + flow_svg(FLOW, "en")
