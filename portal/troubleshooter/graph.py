"""A flow as a picture (SVG) and as the same in words.

The SVG stands alone: shapes carry classes for a page's style sheet and, as presentation
attributes, the colours of the light theme. It has no `style` and no script.
"""

import re
from collections.abc import Sequence
from textwrap import wrap
from typing import Final
from xml.sax import saxutils

from portal.troubleshooter.definition import Flow, Step
from portal.troubleshooter.graph_drawing import BETWEEN, Box, Label, Line, Stub, draw, shorten
from portal.troubleshooter.graph_edges import Edge, edges_of
from portal.troubleshooter.graph_layout import BOX_HEIGHT, BOX_WIDTH, lay_out
from portal.troubleshooter.graph_routes import label_width
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.graph_words import (
    WORDS,
    condition_words,
    number_words,
    say,
    step_kind,
    step_title,
    traffic_words,
    wait_label,
    way_label,
)

RADIUS: Final = 10
THINNEST: Final = 1.5
THICKEST: Final = 6.0
"""Of a line that all runs went along, in pixels."""
_GROUND, _SUNKEN, _INK, _INK_2 = "#ffffff", "#f1f4f7", "#13233a", "#44546a"
_LINE, _OK, _OK_WASH = "#6f8196", "#17663f", "#e8f5ee"
_YELLOW, _BLUE = "#ffc61a", "#0a4da2"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_STRIPE: Final = 7  # the flag is six of them wide
_TITLE_LINE: Final = 16
_LETTER: Final = 8.4  # width of a letter of titles
_MOST_LINES: Final = 3
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, escaped or not (XML 1.0, 2.2): most control characters."""
_CLASSES: Final = {
    "question": "question",
    "remedy": "remedy",
    "call": "call",
    "decision": "decision",
    "solved end": "solved",
    "person end": "person",
}


def flow_svg(flow: Flow, locale: str = "de", traffic: Traffic | None = None) -> str:
    """The graph as an SVG element; every step has `data-step`, every line `data-from/-to`. With
    `traffic` each line says how many runs went along it, and is as thick as they are many."""
    drawing = draw(flow, locale, traffic)
    name = f"flow-{flow.id}"
    width, height = f"{drawing.width:g}", f"{drawing.height:g}"
    described = f"{len(flow.steps)} {WORDS[locale]['steps']}. {WORDS[locale]['drawn']}"
    if traffic is not None:
        described += f" {traffic_words(traffic, locale)}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-graph" role="img" '
            f'lang="{locale}" aria-labelledby={_quoted(f"{name}-title {name}-desc")} '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-size="13" '
            f"font-family={_quoted(_FONT)}>",
            f"<title id={_quoted(f'{name}-title')}>"
            f"{_escaped(say(flow.title, locale) or flow.id)}</title>",
            f"<desc id={_quoted(f'{name}-desc')}>{_escaped(described)}</desc>",
            f'<rect class="flow-ground" width="{width}" height="{height}" fill="{_SUNKEN}"/>',
            *(_line(line) for line in drawing.lines),
            *(_stub(flow, stub, locale) for stub in drawing.stubs),
            *(_label(line.label) for line in drawing.lines if line.label),
            *(_box(flow, box, locale) for box in drawing.boxes),
            "</svg>\n",
        ]
    )


def flow_outline(flow: Flow, locale: str = "de", traffic: Traffic | None = None) -> str:
    """The graph in words: every step with its number, its condition and where each way leads, and
    how many runs went there."""
    words = WORDS[locale]
    order = [step for rank in lay_out(flow).ranks for step in rank]
    number = {step: count for count, step in enumerate(order, start=1)}
    lines = [f"{say(flow.title, locale)} ({flow.id}, {words['version']} {flow.version})"]
    if traffic is not None:
        lines.append(traffic_words(traffic, locale))
    for step in map(flow.steps.__getitem__, order):
        kind = words[step_kind(step)]
        title = step_title(flow, step, locale)
        lines += ["", f"{number[step.id]}. {kind[0].upper()}{kind[1:]}: {title} [{step.id}]"]
        if step.when is not None:
            lines.append(f"   {words['only if']} {condition_words(flow, step.when, locale)}")
        if wait := wait_label(step, locale):
            lines.append(f"   {words['wait'].format(wait)}")
        for edges in _by_target(step):
            said = way_label(flow, edges, locale)
            target = edges[0].target
            arrow = f"{said} → " if said else "→ "
            runs = ""
            if traffic is not None and traffic.begun:
                many = number_words(traffic.between(step.id, target), locale)
                runs = f" ({words['runs']}: {many})"
            lines.append(f"   {arrow}{number.get(target, '?')} {target}{runs}")
    return "\n".join(lines) + "\n"


def _by_target(step: Step) -> list[list[Edge]]:
    grouped: dict[str, list[Edge]] = {}
    for edge in edges_of(step):
        grouped.setdefault(edge.target, []).append(edge)
    return list(grouped.values())


def _line(line: Line) -> str:
    width = _width(line.share)
    size = 8 + width - THINNEST  # of the head, which the line ends in
    points = [*line.points[:-1], _towards(line.points[-1], line.points[-2], size / 2)]
    return (
        f'<g class="flow-line" data-from={_quoted(line.source)} '
        f"data-to={_quoted(line.target)}>"
        f'<path d="{_path(points)}" fill="none" stroke="{_LINE}" stroke-width="{width:g}"/>'
        f'<path d="{_arrow(line.points, size)}" fill="{_LINE}"/></g>'
    )


def _width(share: float) -> float:
    return round(THINNEST + (THICKEST - THINNEST) * share, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Straight parts, their corners rounded as far as they are long enough."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        (ax, ay), (bx, by) = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{ax:g} {ay:g}Q{corner[0]:g} {corner[1]:g} {bx:g} {by:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def _arrow(points: Sequence[tuple[float, float]], size: float) -> str:
    (x, y), back = points[-1], _towards(points[-1], points[-2], size)
    dx, dy = (back[1] - y) / 2, (x - back[0]) / 2
    return f"M{x:g} {y:g}L{back[0] + dx:g} {back[1] + dy:g}L{back[0] - dx:g} {back[1] - dy:g}Z"


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])  # lines run along the axes


def _towards(
    start: tuple[float, float], end: tuple[float, float], length: float
) -> tuple[float, float]:
    share = length / (_distance(start, end) or 1)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _label(label: Label) -> str:
    whole = f"<title>{_escaped(label.full)}</title>" if label.full != label.text else ""
    return (
        f'<g class="flow-label">{whole}<rect class="flow-plate" x="{label.left:g}" '
        f'y="{label.y - 9:g}" width="{label_width(label.text):g}" height="18" fill="{_SUNKEN}"/>'
        f'<text x="{label.x:g}" y="{label.y + 4:g}" font-size="12" text-anchor="{label.anchor}" '
        f'fill="{_INK_2}">{_numbered(label.text, label.number)}</text></g>'
    )


def _numbered(text: str, number: str) -> str:
    """The text, with the number that it ends in standing out."""
    words = _escaped(text.removesuffix(number))
    return f'{words}<tspan font-weight="700">{number}</tspan>' if number else words


def _stub(flow: Flow, stub: Stub, locale: str) -> str:
    end = step_title(flow, flow.steps[stub.target], locale)
    said = " → ".join(part for part in (stub.full, end) if part)
    said += f"{BETWEEN}{stub.number}" if stub.number else ""
    x, y = stub.x + 27, stub.y
    text = (
        f'<text x="{x + 15:g}" y="{y + 4:g}" font-size="12" font-weight="600" fill="{_OK}">'
        f"{_numbered(stub.text, stub.number)}</text>"
        if stub.text
        else ""
    )
    return (
        f'<g class="flow-stub" data-from={_quoted(stub.source)} data-to={_quoted(stub.target)}>'
        f"<title>{_escaped(said)}</title>"
        f'<path d="M{stub.x:g} {y:g}H{x - 8.5:g}" stroke="{_OK}" '
        f'stroke-width="{max(2, _width(stub.share)):g}"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="8.5" fill="{_GROUND}" stroke="{_OK}" '
        f'stroke-width="1.75"/><path d="M{x - 3.5:g} {y:g}l2.5 3 5 -5.5" fill="none" '
        f'stroke="{_OK}" stroke-width="1.75"/>{text}</g>'
    )


def _box(flow: Flow, box: Box, locale: str) -> str:
    step = flow.steps[box.step]
    kind = step_kind(step)
    title = step_title(flow, step, locale)
    described = f"{title} [{step.id}]"
    if step.when is not None:
        said = condition_words(flow, step.when, locale)
        described += f", {WORDS[locale]['only if']} {said}"
    wait = wait_label(step, locale)
    if wait:
        described += f", {WORDS[locale]['wait'].format(wait)}"
    indent = 6 * _STRIPE + 12 if kind == "person end" else 20
    # Wide fonts, DejaVu for one, fit too.
    lines = wrap(title, int((BOX_WIDTH - indent - 8) / _LETTER)) or [""]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], shorten(" ".join(lines[_MOST_LINES - 1 :]), 20)]
    middle = box.y + BOX_HEIGHT / 2 + 4.5 - (len(lines) - 1) * _TITLE_LINE / 2
    texts = "".join(
        f'<text x="{box.x + indent:g}" y="{middle + count * _TITLE_LINE:g}" font-weight="600" '
        f'fill="{_OK if kind == "solved end" else _INK}">{_escaped(line)}</text>'
        for count, line in enumerate(lines)
    )
    return (
        f'<g class="flow-step flow-{_CLASSES[kind]}" data-step={_quoted(step.id)}>'
        f"<title>{_escaped(described)}</title>{_shape(box, kind)}{texts}{_wait(box, wait)}</g>"
    )


def _wait(box: Box, wait: str) -> str:
    """A plate on the lower edge that says how long the remedy takes to work."""
    if not wait:
        return ""
    width = _LETTER * len(wait) + 12
    x, y = box.x + BOX_WIDTH - width - 10, box.y + BOX_HEIGHT - 9
    return (
        f'<rect class="flow-shape" x="{x:g}" y="{y:g}" width="{width:g}" height="18" rx="9" '
        f'fill="{_GROUND}" stroke="{_INK}" stroke-width="1.5"/>'
        f'<text x="{x + width / 2:g}" y="{y + 13:g}" font-size="12" text-anchor="middle" '
        f'fill="{_INK}">{_escaped(wait)}</text>'
    )


def _shape(box: Box, kind: str) -> str:
    pill = kind in ("question", "solved end")
    fill = _OK_WASH if kind == "solved end" else _GROUND
    stroke, width = {
        "question": (_LINE, 1.5),
        "call": (_LINE, 1.5),
        "decision": (_LINE, 1.5),
        "solved end": (_OK, 2),
    }.get(kind, (_INK, 2))
    dashed = ' stroke-dasharray="5 4"' if kind == "call" else ""
    if kind == "decision":
        return _hexagon(box, fill, stroke)
    shape = (
        f'<rect class="flow-shape" x="{box.x:g}" y="{box.y:g}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="{BOX_HEIGHT // 2 if pill else 4}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'
    )
    return shape + (_flag(box) if kind == "person end" else "")


def _hexagon(box: Box, fill: str, stroke: str) -> str:
    left, right, half = box.x, box.x + BOX_WIDTH, BOX_HEIGHT / 2
    return (
        f'<path class="flow-shape" d="M{left:g} {box.y + half:g}l14 {-half:g}H{right - 14:g}'
        f'l14 {half:g}l-14 {half:g}H{left + 14:g}Z" fill="{fill}" stroke="{stroke}" '
        'stroke-width="1.5"/>'
    )


def _flag(box: Box) -> str:
    """Flag G, "I require a pilot": six stripes, yellow at the hoist, edged with ink."""
    stripes = "".join(
        f'<rect x="{box.x + 1 + count * _STRIPE:g}" y="{box.y + 1:g}" width="{_STRIPE}" '
        f'height="{BOX_HEIGHT - 2}" fill="{_BLUE if count % 2 else _YELLOW}"/>'
        for count in range(6)
    )
    edge = box.x + 2 + 6 * _STRIPE
    return (
        f'<g class="flow-flag" shape-rendering="crispEdges">{stripes}<path class="flow-mast" '
        f'd="M{edge:g} {box.y:g}v{BOX_HEIGHT}" stroke="{_INK}" stroke-width="2"/></g>'
    )


def _escaped(text: str) -> str:
    return saxutils.escape(_NO_XML.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return saxutils.quoteattr(_NO_XML.sub("\ufffd", text))
