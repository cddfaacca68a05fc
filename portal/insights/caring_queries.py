"""Reading what caring_job has counted: as long with many cases as with few."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.insights.caring_models import CaringCount
from portal.insights.caring_rules import Figures


def figures_by_week(
    session: Session, queues: Iterable[int], weeks: Sequence[date]
) -> dict[date, Figures]:
    """The figures of these teams together, for each of the weeks; nobody but who may see the
    teams' cases may see them (A4), so pass `desk_queries.own_queues`."""
    query = (
        select(
            CaringCount.week,
            CaringCount.measure,
            CaringCount.minutes,
            func.sum(CaringCount.number),
        )
        .where(CaringCount.week.in_(weeks), CaringCount.queue_id.in_(sorted(queues)))
        .group_by(CaringCount.week, CaringCount.measure, CaringCount.minutes)
    )
    cells: dict[date, list[tuple[str, int, int]]] = defaultdict(list)
    for week, measure, minutes, number in session.execute(query):
        cells[week].append((measure, minutes, int(number)))
    return {week: Figures.of(cells[week]) for week in weeks}
