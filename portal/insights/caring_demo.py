"""The demo's weeks before its cases: counts without cases, of teams that get better at it."""

import random
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.accounts.queues import queues
from portal.escalations.promises.ledger import End
from portal.insights.caring_models import CaringCount
from portal.insights.caring_rules import Measure, last_weeks

SEED = 2026
CASES = (16, 12, 7, 4)
"""A week, by team in the order of the organisation file; any further team has the last."""
OF_PROMISES = {
    End.BROKEN: 0.05,
    End.ASKED: 0.06,
    End.MOVED: 0.08,
    End.REPLACED: 0.07,
    End.VOID: 0.04,
}
PER_CASE, HANDED_ON, ASKED, RETRIED, WAIT = 2, 0.16, 0.07, 0.05, 48
"""Promises and hand-overs per case, shares of the answered cases, working minutes on average."""
BETTER = 0.6
"""What goes wrong in the last week, against the first one."""


def add_demo_weeks(session: Session, zone: ZoneInfo, *, now: datetime) -> None:
    """Counts of all weeks that are shown but the running one, always the same ones."""
    chance = random.Random(SEED)  # noqa: S311 - a demo keeps no secret
    weeks = last_weeks(now, zone)[:-1]
    rows = [
        {"week": week, "queue_id": queue.id, "measure": measure, "minutes": minutes, "number": n}
        for place, week in enumerate(weeks)
        for team, queue in enumerate(queues(session))
        for (measure, minutes), n in _week(
            chance,
            CASES[min(team, len(CASES) - 1)] + chance.randrange(-2, 3),
            1 - (1 - BETTER) * place / (len(weeks) - 1),
        ).items()
    ]
    session.execute(insert(CaringCount), rows)


def _week(chance: random.Random, cases: int, wrong: float) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for _case in range(cases):
        asked, retried = chance.random() < ASKED * wrong, chance.random() < RETRIED * wrong
        happened = {
            Measure.CASES: True,
            Measure.ANSWERED: True,
            Measure.HANDED_ON: chance.random() < HANDED_ON * wrong,
            Measure.ASKED: asked,
            Measure.RETRIED: retried,
            Measure.AGAIN: asked or retried,
        }
        found.update((measure.value, 0) for measure, so in happened.items() if so)
        waited = round(chance.gammavariate(2, WAIT * wrong / 2))
        found[Measure.WAITED.value, waited] += 1
        weights = [share * wrong for share in OF_PROMISES.values()]
        ends = chance.choices([*OF_PROMISES, End.KEPT], [*weights, 1 - sum(weights)], k=PER_CASE)
        found.update((end.value, 0) for end in ends)
    return found
