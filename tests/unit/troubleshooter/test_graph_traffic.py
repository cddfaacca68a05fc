"""How many runs went which way, in the picture of a flow and in its outline."""

import re
from datetime import date
from xml.etree import ElementTree

from portal.troubleshooter.graph import flow_outline, flow_svg
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.position import Walked
from tests.unit.troubleshooter.test_graph import FLOW, SVG


def test_each_line_says_how_many_runs_went_along_it():
    runs = {
        ("", "", "where"): 1200,
        ("where", "one", "private"): 1100,
        ("where", "all", "domain"): 60,
        ("private", "worse", "person"): 5,
        ("private", "no_change", "domain"): 7,
        ("private", "solved", "done"): 600,
    }
    traffic = Traffic(date(2026, 8, 24), {Walked(*edge): many for edge, many in runs.items()})
    root = ElementTree.fromstring(flow_svg(FLOW, "de", traffic))  # noqa: S314
    said = ["".join(group.itertext()) for group in root.iter(f"{SVG}g") if _is(group, "flow-label")]
    assert "Nur auf einem · 1.100" in said
    assert any(text.endswith("· 7") for text in said)
    [stub] = [group for group in root.iter(f"{SVG}g") if _stub_of(group) == ("private", "done")]
    assert "".join(stub.itertext()).endswith("600")
    widths = {
        (group.get("data-from"), group.get("data-to")): float(group[0].get("stroke-width", ""))
        for group in root.iter(f"{SVG}g")
        if _is(group, "flow-line")
    }
    assert widths["where", "private"] > 5
    assert 1.5 <= widths["where", "domain"] < 2
    assert "seit dem 24. August 2026" in "".join(root.itertext())


def test_the_outline_says_the_same_and_worse_too():
    runs = {("", "", "where"): 1200, ("private", "worse", "person"): 5}
    traffic = Traffic(date(2026, 8, 24), {Walked(*edge): many for edge, many in runs.items()})
    outline = flow_outline(FLOW, "en", traffic)
    assert "since August 24, 2026" in outline
    assert re.search(r"got worse → \d+ person \(runs: 5\)", outline)
    assert "(runs: 0)" in outline


def test_noise_without_runs_there_are_no_numbers():
    nobody = Traffic(date(2026, 8, 24), {})
    assert "runs:" not in flow_outline(FLOW, "en", nobody)
    assert "Nobody has begun" in flow_outline(FLOW, "en", nobody)
    assert "<tspan" not in flow_svg(FLOW, "en", nobody)


def _is(group: ElementTree.Element, kind: str) -> bool:
    return group.get("class") == kind


def _stub_of(group: ElementTree.Element) -> tuple[str | None, str | None] | None:
    return (group.get("data-from"), group.get("data-to")) if _is(group, "flow-stub") else None
