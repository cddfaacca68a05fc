"""A simulated week: what the caring figures say of a team that is enough and of one that is not.

    .venv/bin/python -m tests.benchmarks.week [--questions FILE] [--cases 100] [--seed 7]

FILE holds a JSON object a line with `title`, `text` and `lang` (de, en); without it a handful of
texts serves. Cases arrive over five days, by night and at the weekend too, in the week in which
summer time ends; three people answer by hours of their own, one of them is away for two days. The
operations, the database and the worker's jobs are the real ones, only the clock is set. Every 15
minutes it is checked what must hold at any time (`week_checks.py`); ends with 1 if something did
not. Not part of the test suite.
"""

import argparse
import heapq
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path

import numpy as np
import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from tqdm import tqdm

from portal.background import job_handlers, session_factory
from portal.core.db import migrate, transaction
from portal.core.jobs import Job
from portal.core.organisation import load_organisation
from portal.core.settings import Settings
from portal.core.worker import Worker
from portal.escalations.finding.following import INDEX
from portal.escalations.jobs import schedule_watching
from portal.escalations.office import Office
from portal.insights.caring_job import COUNT, schedule_caring
from portal.web.locale import app_of_languages
from tests.benchmarks.week_checks import Checks
from tests.benchmarks.week_figures import caring_figures
from tests.benchmarks.week_office import BERLIN, set_up
from tests.benchmarks.week_people import Desk, Question

FIRST_DAY = date(2026, 10, 24)
"""A Saturday; summer time ends in the night after it."""
DAYS = 7
TICK = timedelta(minutes=15)
PACES = {"enough people": 6, "too few people": 38}
"""Minutes that one answer takes, on average."""
DAYTIME_SHARE, DAYTIME = 0.7, (7, 21)
"""So many of the cases come in these hours, the others at any."""
SHARES = (0.12, 0.12, 0.28, 0.24, 0.24)
"""Of the cases, on each day: fewer at the weekend."""
OWN_TEXTS = (
    ("de", "Senden geht nicht", "Seit Freitag bleibt alles im Postausgang liegen. Was tun?"),
    ("de", "Passwort vergessen", "Ich komme nicht mehr in mein Postfach, die Abfrage kommt immer."),
    ("de", "Ordner sind verschwunden", "Nach dem Umzug auf den neuen Rechner fehlen drei Ordner."),
    ("en", "Nothing arrives", "Since yesterday no mail arrives, although sending works."),
    ("en", "Newsletter in the junk folder", "Every newsletter of ours ends up as junk."),
    ("en", "Calendar shows the wrong hour", "All appointments moved by one hour on my phone."),
)


class Clock:
    """Stands still until the week moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a week: figures by name, and what did not hold, with how often."""

    figures: Mapping[str, str]
    broken_rules: Mapping[str, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=Path, help="texts of customers, a JSON object a line")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    structlog.configure(  # faults of jobs are seen, each job is not
        wrapper_class=structlog.make_filtering_bound_logger(30),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    outcomes = {
        name: simulate(name, minutes, read_questions(asked), seed=asked.seed)
        for name, minutes in PACES.items()
    }
    report(outcomes)
    return int(any(outcome.broken_rules for outcome in outcomes.values()))


def read_questions(asked: argparse.Namespace) -> list[Question]:
    """As many as were asked for, the same ones for each pace."""
    if asked.questions is None:
        return [Question(*text) for text in islice(cycle(OWN_TEXTS), asked.cases)]
    with asked.questions.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chosen = np.random.default_rng(asked.seed).permutation(len(rows))[: asked.cases]
    return [Question(rows[at]["lang"], rows[at]["title"], rows[at]["text"]) for at in chosen]


def simulate(name: str, minutes: int, questions: Sequence[Question], *, seed: int) -> Outcome:
    """Let a week pass on an empty database in which an answer takes so many minutes."""
    organisation = load_organisation()
    start = datetime.combine(FIRST_DAY, time(0), BERLIN).astimezone(UTC)
    end = datetime.combine(FIRST_DAY + timedelta(days=DAYS), time(0), BERLIN).astimezone(UTC)
    with tempfile.TemporaryDirectory() as folder, app_of_languages(organisation).app_context():
        url = f"sqlite:///{folder}/portal.db"
        settings = Settings(Path(folder), url, secret_key="only for measuring")
        office = Office(settings, organisation)
        migrate(url)
        clock, new_session = Clock(start), session_factory(settings)
        with new_session() as session:
            with transaction(session):
                agents = set_up(session, office, FIRST_DAY, now=start)
                schedule_watching(session, now=start)
                schedule_caring(session, now=start)
            handlers = {**job_handlers(settings), INDEX: lambda *_nothing: None}  # nobody searches
            week = Week(session, Worker(new_session, handlers, clock), clock)
            desk = Desk(session, office, agents, minutes, np.random.default_rng(seed), week.plan)
            for question, at in zip(questions, arrivals(start, len(questions), seed), strict=True):
                week.plan(at, partial(desk.arrive, question))
            checks = Checks(session, office, agents)
            week.pass_until(end, name, desk.look_round, checks.check)
            week.count(end)
            return Outcome(caring_figures(session, office, end), checks.found())


def arrivals(start: datetime, number: int, seed: int) -> list[datetime]:
    """When each case comes, in order."""
    chance = np.random.default_rng(seed + 1)
    found = []
    for _case in range(number):
        earliest, latest = DAYTIME if chance.random() < DAYTIME_SHARE else (0, 24)
        passed = int(chance.choice(len(SHARES), p=SHARES)) * 24 + chance.uniform(earliest, latest)
        found.append(start + timedelta(seconds=int(passed * 3600)))
    return sorted(found)


class Week:
    """What happens when: planned acts in their order, and the worker's jobs in between, each at
    the time for which it was put into the queue."""

    def __init__(self, session: Session, worker: Worker, clock: Clock) -> None:
        self._session, self._worker, self._clock = session, worker, clock
        self._order = count()
        self._planned: list[tuple[datetime, int, Callable[[datetime], None]]] = []

    def plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        """Let `act` happen at this time."""
        heapq.heappush(self._planned, (at, next(self._order), act))

    def pass_until(
        self,
        end: datetime,
        name: str,
        look_round: Callable[[datetime], None],
        check: Callable[[datetime], None],
    ) -> None:
        """Let time pass; every TICK everybody looks round, then everything is checked."""
        for _tick in tqdm(range((end - self._clock.now) // TICK), name, unit="tick"):
            tick = self._clock.now + TICK
            while self._planned and self._planned[0][0] < tick:
                at, _number, act = heapq.heappop(self._planned)
                self._work_until(at)
                act(at)
            self._work_until(tick)
            look_round(tick)
            check(tick)

    def count(self, end: datetime) -> None:
        """Have everything counted that happened until the end."""
        with transaction(self._session):
            mine = update(Job).where(Job.kind == COUNT, Job.done_at.is_(None))
            self._session.execute(mine.values(run_at=end))
        self._work_until(end)

    def _work_until(self, moment: datetime) -> None:
        waiting = (Job.done_at.is_(None), Job.failed_at.is_(None))
        following = select(Job.run_at).where(*waiting).order_by(Job.run_at).limit(1)
        while True:
            run_at = self._session.scalar(following)
            self._session.commit()
            if run_at is None or run_at > moment:
                break
            self._clock.now = max(self._clock.now, run_at)
            self._worker.run_all()
        self._clock.now = moment
        self._session.expire_all()


def report(outcomes: Mapping[str, Outcome]) -> None:
    """Print the figures beside each other, and what did not hold."""
    names = list(outcomes)
    labels = list(dict.fromkeys(key for one in outcomes.values() for key in one.figures))
    lines = [f"{'':44}" + "".join(f"{name:>18}" for name in names)]
    for label in labels:
        cells = (outcomes[name].figures.get(label, "0") for name in names)
        lines.append(f"{label:44}" + "".join(f"{cell:>18}" for cell in cells))
    for name in names:
        rules = outcomes[name].broken_rules
        lines.append(f"\n{name}: " + ("everything held at every tick" if not rules else ""))
        lines += [f"  {rule}: {example}" for rule, example in rules.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
