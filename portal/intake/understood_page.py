"""The page of what we understood, put together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.intake.claims import Claim, claims_of
from portal.intake.forms import YES
from portal.intake.models import Intake
from portal.intake.pages import Errors, FactRow, Problem, Segments, UnderstoodPage
from portal.intake.reading import CONTACT, FLOW_PLACE, flow_key, published
from portal.intake.understanding import Understanding
from portal.journeys.facts import fact_words
from portal.journeys.models import Journey
from portal.journeys.queries import facts
from portal.remedies.queries import attempts
from portal.web.locale import current_locale

OTHER, PERSON = "other", "person"
CHANGED_BEFORE = "changed_before"


def understood_page(
    session: Session,
    journey: Journey,
    intake: Intake,
    typed: Mapping[str, str] | None = None,
    *,
    errors: Errors | None = None,
) -> UnderstoodPage:
    """The page; `typed` is what was sent, if it is shown again."""
    found = Understanding.of_data(intake.found)
    claims = claims_of(intake, attempts(session, journey))
    rows = [_as_typed(row, typed) for row in _fact_rows(session, journey, intake, found)]
    problems = tuple(_problems(session, intake, found, typed))
    return UnderstoodPage(
        title=_("This is how we understood you. Is it right?"),
        words=segments(intake.text, found),
        claims=tuple(_answered(claim, typed) for claim in claims if not claim.elsewhere),
        known=tuple(claim for claim in claims if claim.elsewhere),
        facts=tuple(row for row in rows if row.name != CHANGED_BEFORE),
        change=next((row for row in rows if row.name == CHANGED_BEFORE), None),
        problems=problems,
        revision=intake.revision,
        by_words=found.by_words,
        change_text_url=url_for(".tell", place=intake.place or None),
        errors=errors or [],
    )


def ways(session: Session, intake: Intake) -> set[str]:
    """What may be chosen as the problem."""
    found = Understanding.of_data(intake.found)
    offered = {problem.value for problem in _problems(session, intake, found, None)}
    return {*offered, PERSON}


def asked_facts(session: Session, journey: Journey, intake: Intake) -> tuple[str, ...]:
    """The names of the facts that the page shows."""
    found = Understanding.of_data(intake.found)
    return tuple(row.name for row in _fact_rows(session, journey, intake, found))


def segments(text: str, found: Understanding) -> Segments:
    """The text cut at what was understood."""
    spans = sorted(
        [(claimed.start, claimed.end) for claimed in found.attempts]
        + [(stated.start, stated.end) for stated in found.facts]
    )
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in spans:
        if end <= done:
            continue
        start = max(start, done)
        pieces += [(text[done:start], False), (text[start:end], True)]
        done = end
    pieces.append((text[done:], False))
    return tuple(piece for piece in pieces if piece[0])


def _fact_rows(
    session: Session, journey: Journey, intake: Intake, found: Understanding
) -> Iterator[FactRow]:
    """What the text states, then what was confirmed of an earlier text; what had changed before is
    asked once."""
    known = facts(session, journey)
    confirmed = intake.confirmed.get("facts", {})
    same_text = intake.confirmed.get("revision") == intake.revision
    stated = {fact.name: fact for fact in found.facts}
    names = [*stated, *(name for name in confirmed if name not in stated and name in known)]
    if CHANGED_BEFORE not in names and (CHANGED_BEFORE not in known or CHANGED_BEFORE in confirmed):
        names.append(CHANGED_BEFORE)
    for name in names:
        words, fact = fact_words(name), stated.get(name)
        dropped = same_text and fact is not None and name not in confirmed
        value = known.get(name, "") if same_text or fact is None else fact.value
        yield FactRow(
            name=name,
            label=words.label,
            value=value or (fact.value if fact else ""),
            quote=fact.quote if fact else "",
            hint=words.hint,
            dropped=dropped,
        )


def _problems(
    session: Session,
    intake: Intake,
    found: Understanding,
    typed: Mapping[str, str] | None,
) -> Iterator[Problem]:
    """Flows that fit, and something else; nothing where the customer was on the way to a person,
    or where nothing fits."""
    locale, here = current_locale(), flow_key(intake.place)
    if intake.place == CONTACT or not (found.flows or found.articles):
        return
    flows = [flow for key in found.flows if (flow := published(session, key)) is not None]
    chosen = typed.get("problem", "") if typed is not None else None
    for place, flow in enumerate(flows):
        minutes = ngettext("about one minute", "about %(num)s minutes", flow.minutes)
        value = f"{FLOW_PLACE}{flow.id}"
        first = flow.id == here or (not here and place == 0 and found.sure)
        yield Problem(
            value=value,
            label=flow.title[locale],
            hint=_("Step by step, %(minutes)s", minutes=minutes),
            chosen=first if chosen is None else chosen == value,
        )
    hint = _("We show what else fits.") if found.articles else _("We show what there is.")
    chosen_other = (not flows) if chosen is None else chosen == OTHER
    yield Problem(OTHER, _("Something else"), hint, chosen_other)


def _answered(claim: Claim, typed: Mapping[str, str] | None) -> Claim:
    if typed is None:
        return claim
    answer = typed.get(f"did:{claim.remedy}", "")
    outcome = typed.get(f"outcome:{claim.remedy}", claim.outcome)
    if claim.state == "asked":
        return replace(claim, outcome=outcome, answer=answer)
    return replace(claim, outcome=outcome, state="ticked" if answer == YES else "unticked")


def _as_typed(row: FactRow, typed: Mapping[str, str] | None) -> FactRow:
    if typed is None or f"fact:{row.name}" not in typed:
        return row
    return replace(row, value=typed[f"fact:{row.name}"], dropped=f"drop:{row.name}" in typed)
