"""A long flow, and many customers who are in it, for measuring: the runs are inserted by rows."""

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from portal.core.db import transaction
from portal.core.types import public_id
from portal.journeys.models import Journey
from portal.journeys.operations import token_hash
from portal.remedies.catalogue import catalogue
from portal.remedies.models import Attempt
from portal.troubleshooter.flows import parsed, store_flow
from portal.troubleshooter.models import FlowVersion, Run, RunAnswer

BATCH = 1000
STEPS = 60
EVERY_THIRD = 3
"""Of the steps is a remedy, the others are questions."""
KEY = "bench-long"


def publish_long_flow(session: Session, now: datetime) -> None:
    """A flow in which each of its steps leads to the next, whatever is said."""
    remedies = sorted(catalogue())
    steps = "".join(_step(number, remedies) for number in range(STEPS))
    source = (
        f"schema: flow/1\nid: {KEY}\nversion: 1\nstatus: published\nowner: lena\n"
        "review_by: 2099-01-01\ntitle: {de: Lang, en: Long}\nminutes: 90\nstart: s0\n"
        f"escalate: {{queue: support}}\nsteps:\n{steps}"
        "  done: {end: solved}\n  person: {end: escalate}\n"
    )
    with transaction(session):
        store_flow(session, parsed(source), source, now=now)


def insert_runs(session: Session, number: int, now: datetime) -> None:
    """So many customers with a run of the long flow, five answers and two attempts each."""
    version = session.scalar(select(FlowVersion.id).order_by(FlowVersion.id.desc()).limit(1))
    first = (session.scalar(select(func.max(Journey.id))) or 0) + 1
    with tqdm(total=number, desc="Inserting runs", unit="run") as bar:
        for start in range(first, first + number, BATCH):
            ids = range(start, min(start + BATCH, first + number))
            with transaction(session):
                _insert(session, ids, version, now)
            bar.update(len(ids))


def _step(number: int, remedies: list[str]) -> str:
    then = f"s{number + 1}" if number + 1 < STEPS else "done"
    if number % EVERY_THIRD == EVERY_THIRD - 1:
        edges = f"solved: {then}, no_change: {then}, worse: person, could_not: {then}"
        return f"  s{number}:\n    do: {remedies[number]}\n    next: {{{edges}}}\n"
    return (
        f"  s{number}:\n    ask: single\n    title: {{de: Frage {number}, en: Question {number}}}\n"
        f"    options:\n      - {{id: a, de: Ja, en: Yes, next: {then}}}\n"
        f"      - {{id: b, de: Nein, en: No, next: {then}}}\n"
    )


def _insert(session: Session, ids: range, version: int | None, now: datetime) -> None:
    at = now - timedelta(days=1)
    session.execute(
        insert(Journey),
        [
            {"id": id_, "public_id": public_id(), "locale": "de", "started_at": at, "seen_at": at}
            for id_ in ids
        ],
    )
    begin = (session.scalar(select(func.max(Run.id))) or 0) + 1
    runs = dict(zip(ids, count(begin), strict=False))
    session.execute(
        insert(Run),
        [
            {
                "id": run,
                "token_hash": token_hash(public_id(28)),
                "journey_id": id_,
                "version_id": version,
                "locale": "de",
                "started_at": at,
                "changed_at": at,
            }
            for id_, run in runs.items()
        ],
    )
    session.execute(
        insert(RunAnswer),
        [
            {
                "run_id": run,
                "step": f"s{number}",
                "value": ["a"],
                "question": f"Frage {number}",
                "label": "Ja",
                "note": "",
                "at": at,
            }
            for run in runs.values()
            for number in range(5)
        ],
    )
    session.execute(
        insert(Attempt),
        [
            {
                "public_id": public_id(),
                "journey_id": id_,
                "remedy": remedy,
                "outcome": "no_change",
                "origin": "flow",
                "before": False,
                "title": remedy,
                "note": "",
                "place": f"run:{run}",
                "at": at,
            }
            for id_, run in runs.items()
            for remedy in ("router.restart", "device.restart")
        ],
    )
