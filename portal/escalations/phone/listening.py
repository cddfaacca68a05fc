"""What was heard on the phone: attempts and facts in the words that were typed, beside those that
the agent found and ticked. Nothing of it is kept before the case is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from portal.escalations.context import Line, Section
from portal.intake.facts import Stated
from portal.intake.understanding import Claimed
from portal.journeys.facts import fact_words
from portal.journeys.rules import FACTS
from portal.remedies.catalogue import catalogue
from portal.remedies.models import Outcome
from portal.web.inputs import one_line

ALWAYS_ASKED = ("customer_number", "device", "error_text", "since")
MOST_FOUND, MOST_TRIED = 8, 60
LONGEST_FACT = 300
YES = "yes"


@dataclass(frozen=True, slots=True)
class Heard:
    """A remedy to tick; `quote` is "" where the agent found it themselves."""

    remedy: str
    title: str
    quote: str
    ticked: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class HeardFact:
    """A fact to fill in; `heard` is what the words say, to notice when they say something else."""

    name: str
    label: str
    value: str
    heard: str


def tried(
    form: Mapping[str, str], claimed: tuple[Claimed, ...], language: str, added: str = ""
) -> tuple[Heard, ...]:
    """What the words name, then what the agent has added (`added` just now), with their ticks."""
    known = catalogue()
    quotes = {claim.remedy: claim for claim in claimed}
    shown = [name.partition(":")[2] for name in form if name.startswith("tick:")]
    own = [remedy for remedy in (*shown, added) if remedy in known and remedy not in quotes]
    rows = []
    for remedy in dict.fromkeys((*quotes, *own)):
        claim = quotes.get(remedy)
        was_seen = f"tick:{remedy}" in form
        if claim is None and was_seen and form.get(f"did:{remedy}") != YES and remedy != added:
            continue  # the tick was taken away, and the words do not name it (any more)
        said = form.get(f"outcome:{remedy}", claim.outcome if claim is not None else "")
        likely = claim.likely if claim is not None else True
        rows.append(
            Heard(
                remedy=remedy,
                title=claim.title if claim is not None else known[remedy].titles[language],
                quote=claim.quote if claim is not None else "",
                ticked=form.get(f"did:{remedy}") == YES if was_seen else likely,
                outcome=said if said in set(Outcome) else Outcome.UNKNOWN.value,
            )
        )
    return tuple(rows[:MOST_TRIED])


def facts(form: Mapping[str, str], stated: tuple[Stated, ...]) -> tuple[HeardFact, ...]:
    """What the words state, what is asked on every call, and what was typed."""
    heard = {fact.name: fact.value for fact in stated if fact.name in FACTS}
    typed = {name.partition(":")[2] for name in form if name.startswith("fact:")}
    wanted = {*heard, *typed, *ALWAYS_ASKED}
    rows = []
    for name in (name for name in FACTS if name in wanted):
        value, before = (
            one_line(form.get(f"fact:{name}", ""), LONGEST_FACT),
            form.get(f"was:{name}", ""),
        )
        now_heard = heard.get(name, "")
        if now_heard and now_heard != before and value in {"", before}:
            value = now_heard  # the words say more by now, and nobody has corrected it
        rows.append(HeardFact(name, fact_words(name).label, value, now_heard))
    return tuple(rows)


def found_remedies(text: str, language: str, without: set[str]) -> tuple[tuple[str, str], ...]:
    """Id and title of remedies with all these words in title or aliases, titles first."""
    words = text.casefold().split()
    if not words or len(text.strip()) < 2:
        return ()
    in_title, in_alias = [], []
    for remedy in catalogue().values():
        title = remedy.titles.get(language, remedy.id)
        if remedy.id in without:
            continue
        if all(word in title.casefold() for word in words):
            in_title.append((remedy.id, title))
        elif any(
            all(word in alias.casefold() for word in words)
            for alias in remedy.aliases.get(language, ())
        ):
            in_alias.append((remedy.id, title))
    return tuple((in_title + in_alias)[:MOST_FOUND])


def heard_lines(
    rows: tuple[Heard, ...], known: tuple[HeardFact, ...], language: str, now: datetime
) -> list[Line]:
    """What goes into the case: what was ticked and filled in, in the caller's language."""
    attempts = [
        Line(
            key=f"attempt:{row.remedy}",
            section=Section.ATTEMPT,
            label="",
            text=row.title,
            at=now,
            remedy=row.remedy,
            outcome=row.outcome,
            before=True,
        )
        for row in rows
        if row.ticked
    ]
    with force_locale(language):
        stated = [
            Line(f"fact:{fact.name}", Section.FACT, fact_words(fact.name).label, fact.value, at=now)
            for fact in known
            if fact.value
        ]
    return [*attempts, *stated]
