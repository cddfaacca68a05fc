"""The attempts that the text claims, beside what is recorded by now. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.intake.models import Intake
from portal.intake.understanding import Claimed, Understanding
from portal.remedies.models import Attempt, Origin, Outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """One remedy on the page. `guessed` is the outcome that the text tells, "" if the text does not
    name the remedy any more; `outcome` what to show as chosen; `state` is "ticked", "unticked" or
    "asked". `recorded`: it stands in the journey, by an earlier confirmation; `elsewhere`: it was
    recorded in an article or a flow, which holds. `answer` is what was chosen of a question that is
    shown again."""

    remedy: str
    title: str
    quote: str
    likely: bool
    guessed: str
    outcome: str
    state: str
    recorded: bool
    elsewhere: bool
    answer: str = ""


def claims_of(intake: Intake, rows: Iterable[Attempt]) -> tuple[Claim, ...]:
    """What the text says, in its order, then what was confirmed of an earlier text."""
    return tuple(_claims(intake, {row.remedy: row for row in rows}))


def _claims(intake: Intake, recorded: dict[str, Attempt]) -> Iterator[Claim]:
    claimed = Understanding.of_data(intake.found).attempts
    same_text = intake.confirmed.get("revision") == intake.revision
    said = intake.confirmed.get("attempts", {}) if same_text else {}
    for guess in claimed:
        row = recorded.get(guess.remedy)
        yield _recorded(guess, row) if row is not None else _guessed(guess, said.get(guess.remedy))
    named = {guess.remedy for guess in claimed}
    for row in recorded.values():
        if row.origin == Origin.INTAKE and row.remedy not in named:
            earlier = Claimed(row.remedy, row.title, "", row.note, 0, 0, likely=True)
            yield _recorded(earlier, row)


def _recorded(guess: Claimed, row: Attempt) -> Claim:
    return Claim(
        remedy=guess.remedy,
        title=row.title,
        quote=guess.quote,
        likely=guess.likely,
        guessed=guess.outcome,
        outcome=row.outcome,
        state="ticked",
        recorded=True,
        elsewhere=row.origin != Origin.INTAKE,
    )


def _guessed(guess: Claimed, said: str | None) -> Claim:
    """`said` is "" if the customer has answered that they did not do it."""
    state = "unticked" if said == "" else "ticked" if guess.likely else "asked"
    return Claim(
        remedy=guess.remedy,
        title=guess.title,
        quote=guess.quote,
        likely=guess.likely,
        guessed=guess.outcome,
        outcome=guess.outcome or Outcome.UNKNOWN.value,
        state=state,
        recorded=False,
        elsewhere=False,
    )
