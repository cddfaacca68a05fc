"""How long remedies take, measured from what customers did. Pure.

The time of a remedy runs from the act before it in the same run to the moment its outcome was
said. The median is taken, since some people answer the door meanwhile.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from portal.troubleshooter.definition import Flow
from portal.troubleshooter.remaining import longest_minutes

ENOUGH = 20
"""So many timings make a median that customers are told."""
SHORTEST, LONGEST = timedelta(seconds=10), timedelta(hours=2)
"""Quicker, nobody did it; slower, somebody went away."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done in a run. `remedy` if it was an outcome that was said for the first time, of
    something done just then; `waits` if somebody began to wait."""

    at: datetime
    remedy: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Timed:
    """How often a remedy was timed, and the median."""

    timed: int
    median_seconds: int


def durations(started_at: datetime, acts: Iterable[Act]) -> list[tuple[str, timedelta]]:
    """Of one run: each remedy with the time that it took."""
    found: list[tuple[str, timedelta]] = []
    before = Act(started_at)
    for act in sorted(acts, key=lambda act: act.at):
        if act.remedy and not before.waits and SHORTEST <= act.at - before.at <= LONGEST:
            found.append((act.remedy, act.at - before.at))
        before = act
    return found


def medians(found: Mapping[str, list[float]]) -> dict[str, Timed]:
    """Seconds by remedy to what is kept of them."""
    return {
        remedy: Timed(len(seconds), round(median(seconds)))
        for remedy, seconds in sorted(found.items())
    }


def with_measured(flow: Flow, called: Mapping[str, Flow], seconds: Mapping[str, int]) -> Flow:
    """The flow with the minutes that its remedies really take, and the whole accordingly. What was
    not measured stays as its author says."""
    if not any(remedy in seconds for each in (flow, *called.values()) for remedy in each.remedies):
        return flow
    timed = measured_remedies(flow, seconds)
    inner = {key: measured_remedies(each, seconds) for key, each in called.items()}
    return replace(timed, minutes=longest_minutes(timed, inner))


def measured_remedies(flow: Flow, seconds: Mapping[str, int]) -> Flow:
    """The flow with measured minutes at the remedies that were measured."""
    remedies = {
        id_: replace(remedy, minutes=max(1, math.ceil(seconds[id_] / 60)))
        if id_ in seconds and not remedy.gone
        else remedy
        for id_, remedy in flow.remedies.items()
    }
    return replace(flow, remedies=remedies)
