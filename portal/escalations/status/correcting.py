"""The customer corrects the context that we have (N18). What stood there stays, struck through;
what holds from now on stands in the line itself, where every check of a reply looks. None of these
commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Invalid, NotFound, TooMany
from portal.core.events import record_event
from portal.escalations.context import EDITABLE, Section
from portal.escalations.models import OPEN_STATUSES, ContextLine, Escalation, Status
from portal.escalations.office import Office
from portal.escalations.operations import write
from portal.escalations.status.models import Correction
from portal.remedies.models import Outcome
from portal.remedies.wording import outcome_words

CORRECTED = "case.corrected"
LONGEST = 2_000
MOST = 40
"""Of one case: nobody needs more, and every one is a message to the team."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the customer says of the line at `position`: another wording for a fact, another outcome
    for an attempt, or that it is `wrong` as a whole."""

    position: int
    text: str
    outcome: str
    wrong: bool


def correct(
    session: Session, case: Escalation, typed: Typed, *, office: Office, now: datetime
) -> None:
    """Put right a line of an open case, and say so in the conversation; what is right already
    stays. Raises NotFound for a line of another case, Invalid for an empty or endless text,
    Conflict once the case has ended, TooMany."""
    session.refresh(case, with_for_update=True)
    mine = (ContextLine.escalation_id == case.id, ContextLine.position == typed.position)
    line = session.scalar(select(ContextLine).where(*mine))
    if line is None or Section(line.section) not in EDITABLE:
        raise NotFound("This line is not here.")
    text, outcome = _wanted(line, typed)
    if (text, outcome, typed.wrong) == (line.text, line.outcome, line.wrong):
        return
    if Status(case.status) not in OPEN_STATUSES:
        raise Conflict("This request has ended. Open it again before you correct something.")
    count = select(func.count()).select_from(Correction).join(Correction.line)
    if (session.scalar(count.where(ContextLine.escalation_id == case.id)) or 0) >= MOST:
        raise TooMany("You have corrected a lot. Write the rest as a message.")
    said = _said(case, line, text, outcome, wrong=typed.wrong)
    before = Correction(
        line_id=line.id, text=line.text, outcome=line.outcome, was_wrong=line.wrong, at=now
    )
    session.add(before)
    line.text, line.outcome, line.wrong = text, outcome, typed.wrong
    message = write(session, case, said, [], office=office, now=now)
    record_event(
        session,
        CORRECTED,
        f"case:{case.id}",
        actor_id=None,
        now=now,
        line=line.id,
        message=message.id,
        wrong=typed.wrong,
    )
    session.flush()


def corrections_of(session: Session, case: Escalation) -> Mapping[int, Sequence[Correction]]:
    """What stood in the lines of a case before, oldest first, by the line's position."""
    query = (
        select(Correction, ContextLine.position)
        .join(Correction.line)
        .where(ContextLine.escalation_id == case.id)
        .order_by(Correction.id)
    )
    found: dict[int, list[Correction]] = {}
    for correction, position in session.execute(query):
        found.setdefault(position, []).append(correction)
    return found


def _wanted(line: ContextLine, typed: Typed) -> tuple[str, str]:
    """The line's text and outcome as they shall be."""
    if typed.wrong:
        return line.text, line.outcome
    if line.section == Section.ATTEMPT.value:
        return line.text, typed.outcome if typed.outcome in set(Outcome) else line.outcome
    if not typed.text:
        raise Invalid("Write what is right, or say that it is not true at all.")
    if len(typed.text) > LONGEST:
        raise Invalid("This is too long for one line. Write it as a message.")
    return typed.text, line.outcome


def _said(case: Escalation, line: ContextLine, text: str, outcome: str, *, wrong: bool) -> str:
    """The correction as a sentence of the customer's, in the language of the request."""
    with force_locale(case.locale):
        about = line.label or line.text
        if wrong:
            what = f"{line.label}: {line.text}" if line.label else line.text
            return _("Correction: “%(what)s” is not true.", what=what)
        if line.wrong and (text, outcome) == (line.text, line.outcome):
            return _("Correction: “%(what)s” is true after all.", what=about)
        if line.section == Section.ATTEMPT.value:
            return _(
                "Correction to “%(what)s”: %(new)s, not: %(old)s.",
                what=about,
                new=outcome_words(outcome),
                old=outcome_words(line.outcome),
            )
        return _(
            "Correction to “%(what)s”: “%(new)s” instead of “%(old)s”.",
            what=about,
            new=text,
            old=line.text,
        )
