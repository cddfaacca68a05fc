"""The page about how customers were cared for: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from portal.insights.charts import Chart
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class CaringSection:
    """One measure over the weeks. `value` and `detail` are of all of them together, `counted` says
    what is counted, `top` is the value of the chart's upper edge; `columns` are (label, is a
    number) pairs, `rows` have a cell for each."""

    key: str
    title: str
    value: str
    detail: str
    counted: str
    chart: Chart
    label: str
    top: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaringPage(Page):
    """The weeks of one team, or of all that the reader may see. `teams` are (label, url, current)
    triples; no `sections`: nothing was counted yet, or (`of_nobody`) the reader leads no team."""

    template: ClassVar[str] = "insights/caring.html"

    teams: tuple[tuple[str, str, bool], ...]
    sections: tuple[CaringSection, ...]
    first: str
    last: str
    of_nobody: bool
