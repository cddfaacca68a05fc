"""Keeping what a customer wrote, and what they confirm of it. None of these commits.

Each act holds the journey's row first, so that two tabs take turns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.intake.claims import Claim, claims_of
from portal.intake.models import Intake
from portal.intake.queries import intake_of, text_hash
from portal.intake.understanding import Understanding
from portal.journeys.models import Journey
from portal.journeys.operations import state_fact
from portal.journeys.queries import facts
from portal.remedies.models import Origin, Outcome
from portal.remedies.operations import record_attempt, withdraw_attempt
from portal.remedies.queries import attempts

MOST_FORMER = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer let stand: by remedy the outcome, or None if it was not done; by name the
    fact, or "" if it is wrong. What is not named was not answered."""

    attempts: Mapping[str, Outcome | None]
    facts: Mapping[str, str]


def keep_text(
    session: Session,
    journey: Journey,
    text: str,
    found: Understanding,
    *,
    place: str,
    revision: int | None,
    locale: str,
    now: datetime,
) -> Intake:
    """Keep the text with what was recognised in it.

    `revision` is that of the text which this one replaces, None for the first. Raises Conflict if
    another window was quicker.
    """
    _hold(session, journey, now)
    intake = intake_of(session, journey)
    if (intake.revision if intake else None) != revision:
        raise _changed()
    if intake is None:
        intake = Intake(journey_id=journey.id, revision=0, text=text, former=[], confirmed={})
        session.add(intake)
    elif intake.text != text:
        intake.former = [*intake.former, text_hash(intake.text)][-MOST_FORMER:]
    intake.text, intake.place, intake.locale = text, place, locale
    intake.found, intake.revision = found.as_data(), intake.revision + 1
    intake.written_at = now
    session.flush()
    return intake


def confirm(
    session: Session, journey: Journey, intake: Intake, said: Said, *, revision: int, now: datetime
) -> None:
    """Record what the customer confirmed; the same again changes nothing.

    What was recorded elsewhere since then is left as it is. What they said of each guess is kept
    as an event without words, to learn from. Raises Conflict if the text is another by now.
    """
    _hold(session, journey, now)
    session.refresh(intake)
    if intake.revision != revision:
        raise _changed()
    claims = claims_of(intake, attempts(session, journey))
    for claim in claims:
        if not claim.elsewhere and claim.remedy in said.attempts:
            outcome = said.attempts[claim.remedy]
            _settle(session, journey, claim, outcome, locale=intake.locale, now=now)
    before = intake.confirmed.get("facts", {})
    kept = _state_facts(session, journey, said.facts, before, now=now)
    _learn(session, intake, claims, said, now=now)
    intake.confirmed = {
        "revision": intake.revision,
        "attempts": {remedy: outcome or "" for remedy, outcome in said.attempts.items()},
        "facts": kept,
    }
    intake.confirmed_at = now
    session.flush()


def erase_intakes(session: Session, journey_ids: Sequence[int]) -> None:
    """Delete what was written on these journeys."""
    session.execute(delete(Intake).where(Intake.journey_id.in_(journey_ids)))


def _settle(
    session: Session,
    journey: Journey,
    claim: Claim,
    outcome: Outcome | None,
    *,
    locale: str,
    now: datetime,
) -> None:
    """`locale` is the language in which the remedy was named to the customer."""
    if outcome is None:
        if claim.recorded:
            withdraw_attempt(session, journey, claim.remedy, now=now)
        return
    record_attempt(
        session,
        journey,
        remedy=claim.remedy,
        outcome=outcome,
        origin=Origin.INTAKE,
        title=claim.title,
        before=True,
        note=claim.quote,
        place="intake",
        locale=locale,
        now=now,
    )


def _state_facts(
    session: Session,
    journey: Journey,
    said: Mapping[str, str],
    before: Mapping[str, str],
    *,
    now: datetime,
) -> dict[str, str]:
    """State what stands; take back only what had come from here. Returns what stands."""
    known = facts(session, journey)
    for name, value in said.items():
        if value or known.get(name) == before.get(name):
            state_fact(session, journey, name, value, now=now)
    return {name: value for name, value in said.items() if value}


def _learn(
    session: Session, intake: Intake, claims: Sequence[Claim], said: Said, *, now: datetime
) -> None:
    """How right each guess was: ids and outcomes only, nothing that somebody wrote."""
    guesses = [
        {
            "remedy": claim.remedy,
            "likely": claim.likely,
            "outcome": claim.guessed,
            "said": said.attempts[claim.remedy] or "not_done",
        }
        for claim in claims
        if claim.guessed and claim.remedy in said.attempts
    ]
    stated = {
        fact.name: "kept" if value == fact.value else "changed" if value else "dropped"
        for fact in Understanding.of_data(intake.found).facts
        if (value := said.facts.get(fact.name)) is not None
    }
    record_event(
        session,
        "intake.confirmed",
        f"intake:{intake.id}",
        actor_id=None,
        now=now,
        attempts=guesses,
        facts=stated,
    )


def _hold(session: Session, journey: Journey, now: datetime) -> None:
    journey.seen_at = now
    session.flush()


def _changed() -> Conflict:
    return Conflict(
        "Your text was changed meanwhile, in another window. This is what we make of it now."
    )
