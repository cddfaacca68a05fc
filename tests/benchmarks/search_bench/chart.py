"""How quick and how good the engines are, as one picture."""

import math
from collections.abc import Sequence

from tests.benchmarks import svg
from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.run import OURS, Run

WIDTH = 760
_ROW, _LABEL, _SPEED, _FOUND = 26, 172, 290, 120
_FOUND_AT = _LABEL + _SPEED + 90
_PLOT_TOP, _PLOT_HEIGHT, _PLOT_WIDTH = 62, 190, 418
_TITLE = "Finding any of the words: CPU time and articles found, by engine"


def chart(runs: Sequence[Run]) -> str:
    """Bars of the run with 10,000 articles (else the largest), and below, where there are several
    runs, how the time grows. The runs are of the same text."""
    shown = next((run for run in runs if run.articles == 10_000), runs[-1])
    parts = _bars(shown)
    height = 60 + _ROW * len(shown.engines(Kind.ANY)) + 12
    if len(runs) > 1:
        parts += _growth(runs, height)
        height += _PLOT_TOP + _PLOT_HEIGHT + 44
    return svg.picture(_TITLE, _in_words(shown), parts, width=WIDTH, height=height)


def _in_words(run: Run) -> str:
    said = [
        f"{line.engine}: {_time(line.warm.p95)}, {line.found or 0:.0%} found"
        for line in run.lines
        if line.kind == Kind.ANY
    ]
    return f"{run.articles:,} articles, 95 of 100 queries. {'; '.join(said)}."


def _bars(run: Run) -> list[str]:
    lines = [line for line in run.lines if line.kind == Kind.ANY]
    longest = max(line.warm.p95 for line in lines)
    parts = [
        svg.text(0, 18, f"Any of the words, {run.articles:,} articles", "head"),
        svg.text(_LABEL, 44, "CPU time, 95 of 100 queries below", "quiet"),
        svg.text(_FOUND_AT, 44, "found among the first ten", "quiet"),
    ]
    for place, line in enumerate(sorted(lines, key=lambda line: line.warm.p95)):
        top = 56 + place * _ROW
        kind = "ours" if line.engine == OURS else "other"
        width = line.warm.p95 / longest * _SPEED
        found = (line.found or 0) * _FOUND
        parts += [
            svg.text(0, top + 14, line.engine, "head" if line.engine == OURS else ""),
            svg.bar(_LABEL, top, width, _ROW - 8, kind),
            svg.text(_LABEL + width + 7, top + 14, _time(line.warm.p95)),
            svg.bar(_FOUND_AT, top, found, _ROW - 8, kind),
            svg.text(_FOUND_AT + found + 7, top + 14, f"{line.found or 0:.0%}"),
        ]
    return parts


def _growth(runs: Sequence[Run], offset: float) -> list[str]:
    """Time over number of articles, both in powers of ten."""
    sizes = [run.articles for run in runs]
    times = [line.warm.p95 for run in runs for line in run.lines if line.kind == Kind.ANY]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    top = offset + _PLOT_TOP

    def x(articles: int) -> float:
        span = math.log10(sizes[-1] / sizes[0])
        return _LABEL + math.log10(articles / sizes[0]) / span * _PLOT_WIDTH

    def y(milliseconds: float) -> float:
        return top + (high - math.log10(milliseconds)) / (high - low) * _PLOT_HEIGHT

    parts = [
        svg.text(0, offset + 24, "How it grows with the number of articles", "head"),
        svg.text(0, offset + 44, "CPU time as above, both scales in powers of ten", "quiet"),
    ]
    for power in range(low, high + 1):
        height = y(10**power)
        parts += [
            svg.line([(_LABEL, height), (_LABEL + _PLOT_WIDTH, height)], "rule"),
            svg.text(_LABEL - 10, height + 4, _time(10**power), "quiet", "end"),
        ]
    for size in sizes:
        parts.append(svg.text(x(size), top + _PLOT_HEIGHT + 22, f"{size:,}", "quiet", "middle"))
    ends: list[tuple[float, str]] = []
    for engine in runs[-1].engines(Kind.ANY):
        points = [(x(run.articles), y(run.p95(engine, Kind.ANY) or 1)) for run in runs]
        ours = engine == OURS
        parts.append(svg.line(points, "line ours" if ours else "line"))
        ends.append((points[-1][1], engine))
    for height, engine in _apart(ends):
        kind = "head" if engine == OURS else ""
        parts.append(svg.text(_LABEL + _PLOT_WIDTH + 10, height + 4, engine, kind))
    return parts


def _apart(ends: Sequence[tuple[float, str]], distance: float = 16) -> list[tuple[float, str]]:
    """Labels from top to bottom that do not cover one another."""
    placed: list[tuple[float, str]] = []
    for height, engine in sorted(ends):
        if placed and height - placed[-1][0] < distance:
            height = placed[-1][0] + distance
        placed.append((height, engine))
    return placed


def _time(milliseconds: float) -> str:
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.3g} s"
    return f"{milliseconds:.3g} ms"
