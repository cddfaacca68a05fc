"""The figures as a table on stdout, and as docs/benchmarks/pages.{json,md,svg}."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks import svg
from tests.benchmarks.pages import BARE, Cost

FOLDER = Path("docs/benchmarks")
_BAR, _LABEL, _ROW, _LONGEST = 22, 170, 22, 440


@dataclass(frozen=True)
class Line:
    """One page: CPU as a multiple of the bare page's; milliseconds for that page alone."""

    page: str
    ratio: float
    target: float | None
    web_ms: float
    embedder_ms: float


@dataclass(frozen=True)
class Run:
    """One run: how many articles, where, and what came out."""

    articles: int
    day: str
    machine: str
    rounds: int
    search_mode: str
    lines: list[Line]
    encoding_ms: float
    seconds_to_ready: float
    rss_mb: float
    pss_mb: float
    torch_in_worker: bool


def machine() -> str:
    """What kind of machine this is, in words, and how busy it was in the last minute."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores {platform.machine()}, {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def lines_of(costs: list[Cost]) -> list[Line]:
    """What is kept of the costs."""
    return [
        Line(
            cost.case.name,
            round(cost.ratio, 2),
            cost.case.target,
            round(cost.web, 2),
            round(cost.embedder, 2),
        )
        for cost in costs
    ]


def table(run: Run) -> str:
    """The run as a Markdown table with what belongs to it."""
    rows = [
        "| Page | CPU, bare page = 1 | Goal | CPU of the web worker | CPU of the embedder |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rows += [
        f"| {line.page} | {line.ratio:.2f} | {_goal(line)} | {line.web_ms:.2f} ms | "
        f"{f'{line.embedder_ms:.1f} ms' if line.embedder_ms >= 0.5 else '–'} |"
        for line in run.lines
    ]
    encoding = f"{run.encoding_ms:.1f} ms" if run.encoding_ms else "not asked: no model in this run"
    facts = [
        f"- Search ran in {run.search_mode} mode; encoding a query alone: {encoding}.",
        f"- Memory of the web worker: {run.rss_mb:.0f} MB resident, {run.pss_mb:.0f} MB "
        f"proportional; torch is {'LOADED' if run.torch_in_worker else 'not loaded'} there.",
        f"- From the command to ready: {run.seconds_to_ready:.1f} s.",
        f"- {run.day}; {run.machine}; medians of {run.rounds} rounds.",
    ]
    return "\n".join([*rows, "", *facts])


def publish(run: Run) -> None:
    """Put the run beside those with other numbers of articles and write all files anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    store = FOLDER / "pages.json"
    runs = [_read(data) for data in json.loads(store.read_text())] if store.exists() else []
    runs = sorted(
        [*(other for other in runs if other.articles != run.articles), run],
        key=lambda each: each.articles,
    )
    store.write_text(json.dumps([asdict(each) for each in runs], indent=2) + "\n")
    (FOLDER / "pages.svg").write_text(chart(runs))
    sections = [f"## {each.articles:,} articles\n\n{table(each)}" for each in runs]
    (FOLDER / "pages.md").write_text("\n\n".join([_HEAD, *sections]) + "\n")


def publish_service(
    figures: list[dict[str, tuple[float, float]]], many: int, runs: int, where: str, rounds: int
) -> str:
    """The acts with few and with many cases and runs as a Markdown table, kept in service.md."""
    few, full = figures
    rows = [
        f"| Act | few, bare page = 1 | {many:,} cases, {runs:,} runs | growth | few | many |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {act} | {few[act][1]:.1f} | {full[act][1]:.1f} | "
            f"{full[act][1] / few[act][1]:.2f} | {few[act][0]:.1f} ms | {full[act][0]:.1f} ms |"
            for act in few
        ),
    ]
    text = "\n".join([_SERVICE_HEAD, "", *rows, "", f"{where}; medians of {rounds} rounds.", ""])
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "service.md").write_text(text)
    return text


def chart(runs: list[Run]) -> str:
    """Horizontal bars of the ratios, as SVG; every group is a page, every bar a run."""
    title = "CPU time of each page as a multiple of a bare Flask page"
    pages = list(dict.fromkeys(line.page for run in runs for line in run.lines))
    kinds = ("ours", "other")
    parts, said = [], []
    top = 10
    for page in pages:
        parts.append(svg.text(0, top + 15, page))
        for run, kind in zip(runs, kinds, strict=False):
            line = next((line for line in run.lines if line.page == page), None)
            if line is None:
                continue
            width = min(line.ratio * _BAR, _LONGEST)
            parts.append(svg.bar(_LABEL, top, width, _ROW - 4, kind))
            short = "" if width < _LONGEST else ", bar cut short"
            parts.append(svg.text(_LABEL + width + 6, top + 14, f"{line.ratio:.1f}{short}"))
            said.append(f"{page} with {run.articles:,} articles: {line.ratio:.1f}")
            top += _ROW
        top += 14
    for place, (run, kind) in enumerate(zip(runs, kinds, strict=False)):
        left = _LABEL + place * 150
        parts.append(svg.bar(left, top + 8, 12, 12, kind))
        parts.append(svg.text(left + 18, top + 18, f"{run.articles:,} articles", "quiet"))
    return svg.picture(title, f"{'; '.join(said)}.", parts, width=740, height=top + 32)


def _goal(line: Line) -> str:
    return f"≤ {line.target:.1f}" if line.target else "1" if line.page == BARE else ""


def _read(data: dict[str, object]) -> Run:
    lines = [Line(**line) for line in data.pop("lines")]  # type: ignore[attr-defined]
    return Run(lines=lines, **data)  # type: ignore[arg-type]


_HEAD = """# What a page costs

CPU time of the web worker for one request (user and system time of its process), as a multiple of
a bare Flask page: a view that returns a string, under the same server with the same options, asked
in turn with our pages in the same run. Every request has a connection of its own, as reverse
proxies make them by default, and the headers of a browser without cookies. CPU time and not time
by the clock, because other work on the machine would be in that; a busy machine still makes both
dearer.

A page that was rendered for strangers is kept for a minute and sent again before Flask is asked,
as long as the database says at each request that its content is the same; “rendered anew” is the
same page without that. Whoever has a journey's cookie is answered by the view each time, from the
kept page. `make bench` measures with the content that ships, `make bench ARTICLES=10000` with so
many more: sections of the library mixed by a fixed seed, rendered by the product and stored by
rows. That run has no vectors, since embedding takes an hour, so search uses words alone there.

![CPU time of each page as a multiple of a bare page](pages.svg)"""

_SERVICE_HEAD = """# What customers and agents do, and what it costs

CPU time of the web worker for one act, as a multiple of a bare Flask page that is asked in turn in
the same run (see pages.md): once with a thousand cases and ten runs of flows in the database, once
with many. Each case has ten messages, a fifth of them is open. An act is all of its requests: a
flow step is the form with its answer, the redirect and the next page. Growth is many by few."""
