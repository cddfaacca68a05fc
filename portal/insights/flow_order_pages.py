"""The page about the order of a flow's remedies: its template's whole context."""

from dataclasses import dataclass
from typing import ClassVar

from articles.diffing import DiffRow
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One remedy of a chain: its place in the new order and in the one there is, from 1, and the
    figures behind it. `low` and `high` are the shares between which the true one lies."""

    title: str
    url: str
    after: int
    before: int
    tried: str
    helped: str
    low: str
    high: str
    minutes: str
    is_measured: bool


@dataclass(frozen=True, slots=True)
class ProposalPart:
    """One proposal. `forward` titles come sooner, named in `titles`; `failing` the names of the
    flow's tests that expect the order there was."""

    first: str
    titles: str
    forward: int
    saved: str
    lines: tuple[OrderLine, ...]
    failing: tuple[str, ...]
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowOrderPage(Page):
    """What the attempts speak for. `has_draft`: the flow is being written, so no draft can begin;
    `problem` says why something was refused."""

    template: ClassVar[str] = "insights/flow_order.html"

    key: str
    flow: str
    number: int
    parts: tuple[ProposalPart, ...]
    least: int
    may_write: bool
    has_draft: bool
    problem: str
