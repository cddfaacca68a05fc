"""Collecting the context of a journey: what its visitor tried, stated, answered and read."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.escalations.context import Line, Section
from portal.journeys.facts import fact_words
from portal.journeys.models import Journey
from portal.journeys.queries import events, fact_rows, facts
from portal.remedies.queries import attempts
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.queries import runs_of, standing
from portal.troubleshooter.summaries import summary_of
from portal.web.locale import current_locale

MOST_READ = 30
"""Of searches and articles, the newest: nobody reads more of them."""


def context_of(session: Session, journey: Journey | None, *, now: datetime) -> list[Line]:
    """The journey's lines in the reader's language and the order of the review page."""
    if journey is None:
        return []
    return [
        *_attempts(session, journey),
        *_facts(session, journey),
        *_answers(session, journey, now),
        *_read(session, journey),
    ]


def queue_of(session: Session, journey: Journey | None) -> str:
    """The team that the last flow of this journey leads to; "" without one."""
    runs = runs_of(session, journey) if journey is not None else []
    return flow_of(runs[-1].version).queue if runs else ""


def _attempts(session: Session, journey: Journey) -> Iterator[Line]:
    for attempt in attempts(session, journey):
        yield Line(
            key=f"attempt:{attempt.remedy}",
            section=Section.ATTEMPT,
            label="",
            text=attempt.title,
            at=attempt.at,
            remedy=attempt.remedy,
            outcome=attempt.outcome,
            before=attempt.before,
            note=attempt.note,
        )


def _facts(session: Session, journey: Journey) -> Iterator[Line]:
    for fact in fact_rows(session, journey):
        label = fact_words(fact.name).label
        yield Line(f"fact:{fact.name}", Section.FACT, label, fact.value, at=fact.at)


def _answers(session: Session, journey: Journey, now: datetime) -> Iterator[Line]:
    """The answers on the way of each run, without those that lie dormant, and what the flow says
    of it to the team; what is kept as a fact stands there already."""
    known = facts(session, journey)
    for run in runs_of(session, journey):
        stands = standing(session, run, now=now)
        for place in stands.way.behind:
            answer = stands.answers.get(place.key)
            if answer is not None and place.question is not None and place.step.id not in known:
                yield Line(
                    key=f"answer:{run.id}:{place.key}",
                    section=Section.ANSWER,
                    label=answer.question,
                    text=answer.label,
                    at=answer.at,
                    note=answer.note,
                )
        if summary := summary_of(stands, current_locale()):
            title = stands.flow.title[current_locale()]
            yield Line(f"summary:{run.id}", Section.ANSWER, title, summary, at=run.ended_at)


def _read(session: Session, journey: Journey) -> Iterator[Line]:
    """Searches and what was opened, each once, when it was first done."""
    labels = {
        "searched": _("Searched"),
        "opened": _("Read"),
        "not_helped": _("Read, did not help"),
        "started": _("Begun"),
    }
    found: dict[tuple[bool, str], Line] = {}
    for event in events(session, journey):
        searched = event.kind == "searched"
        same = (searched, event.text if searched else event.subject)
        before = found.get(same)
        if before is not None and event.kind != "not_helped":
            continue
        found[same] = Line(
            key=before.key if before else f"event:{event.id}",
            section=Section.SEARCHED if searched else Section.OPENED,
            label=labels[event.kind],
            text=event.text or (before.text if before else ""),
            at=before.at if before else event.at,
            url=str(event.details.get("url") or (before.url if before else "")),
        )
    yield from list(found.values())[-MOST_READ:]
