"""What the troubleshooter keeps for a journey: runs with their answers."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.journeys.parts import Part, Told
from portal.troubleshooter.operations import erase_runs
from portal.troubleshooter.queries import answers, runs_of
from portal.troubleshooter.waiting import waited_until


def tell_answers(session: Session, journey: Journey) -> Iterable[Told]:
    """What was answered, in the wording that was shown then."""
    for run in runs_of(session, journey):
        for row in answers(session, run).values():
            if not row.value:  # a wait that was taken back
                continue
            if waited_until(row.value) is not None:
                text = f"{row.question}: {row.label}"
            else:
                text = _(
                    "%(question)s Your answer: %(answer)s", question=row.question, answer=row.label
                )
            yield Told(row.at, text, note=row.note)


RUNS = Part(erase=lambda session, ids, _now: erase_runs(session, ids), tell=tell_answers)
