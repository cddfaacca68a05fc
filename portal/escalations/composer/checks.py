"""Checking a reply beside what its case holds: what was tried, what is known, who may read what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.escalations.attachments import PICTURES
from portal.escalations.case_queries import standing_lines
from portal.escalations.composer.findings import ROUND, Finding, Kind, Span
from portal.escalations.composer.known_facts import (
    EMAIL,
    PHONE,
    PICTURE,
    Known,
    asked_again,
    told_in,
    topic_of,
    topics_asked,
)
from portal.escalations.composer.links import closed_links
from portal.escalations.composer.marks import unmarked
from portal.escalations.composer.named_remedies import named_remedies
from portal.escalations.composer.repeat_checks import RepeatChecks
from portal.escalations.composer.wording import (
    LONG_ENOUGH,
    attachment_named,
    greets,
    has_reason,
    written_in,
)
from portal.escalations.contact_persons.handover_operations import count_runarounds
from portal.escalations.contact_persons.runaround import ASKED_AGAIN
from portal.escalations.context import Section
from portal.escalations.line_views import anchor_of
from portal.escalations.messages import case_files, messages
from portal.escalations.models import ContextLine, Escalation, MessageKind
from portal.escalations.saved_replies.rules import gaps
from portal.remedies.models import Outcome
from portal.remedies.repeats import Tried

DISMISSED = "case.check_dismissed"
REASONED = "case.asked_with_reason"
WORDS, CUSTOMER, FILES = "words", "customer", "files"
"""Anchors of the page."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as far as it is written; `promised`: it says what comes next; `has_files`: something
    goes with it."""

    body: str
    promised: bool
    has_files: bool = False


def check_reply(
    session: Session, case: Escalation, draft: Draft, repeats: RepeatChecks, *, base_url: str
) -> tuple[Finding, ...]:
    """All findings, those that are asked about before sending first."""
    if not draft.body.strip():
        return ()
    lines, words = standing_lines(session, case), unmarked(draft.body)
    return (
        *_repeats(draft.body, words, case, lines, repeats),
        *_gaps(draft.body),
        *_known(words, known_of(session, case, lines)),
        *_others(session, case, draft, words, base_url),
    )


def known_of(session: Session, case: Escalation, lines: Sequence[ContextLine]) -> list[Known]:
    """What nobody needs to ask, the best source of each datum first."""
    found: dict[str, Known] = {}
    for known in (*_of_lines(lines), *_of_files(session, case), *_of_words(session, case)):
        found.setdefault(known.topic, known)
    return list(found.values())


def record_dismissal(
    session: Session, case: Escalation, finding_id: str, *, actor_id: int, now: datetime
) -> None:
    """Keep that a finding was wrong: its kind, nothing of the text."""
    kind = finding_id.partition("-")[0]
    record_event(session, DISMISSED, f"case:{case.id}", actor_id=actor_id, now=now, kind=kind)


def record_asked_again(
    session: Session,
    case: Escalation,
    findings: Sequence[Finding],
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """A reply went out with these: once a reply it counts as sending the customer round, and what
    was asked again for a reason that the customer read does not."""
    held = [one for one in findings if one.kind in ROUND]
    subject = f"case:{case.id}"
    for name, kinds in (
        (REASONED, sorted(one.kind.value for one in held if one.reasoned)),
        (ASKED_AGAIN, sorted(one.kind.value for one in held if not one.reasoned)),
    ):
        if kinds:
            record_event(session, name, subject, actor_id=actor_id, now=now, kinds=kinds)
    count_runarounds(session, case, now=now)


def _repeats(
    text: str,
    words: str,
    case: Escalation,
    lines: Sequence[ContextLine],
    repeats: RepeatChecks,
) -> Iterator[Finding]:
    """What the words propose again, and after it what the text names by its title."""
    attempts = [line for line in lines if line.section == Section.ATTEMPT.value]
    tried = [Tried(line.remedy or None, line.text or None, line.outcome) for line in attempts]
    found = set()
    for repeat in repeats.check(words, tried, lang=case.locale):
        line = attempts[repeat.attempt]
        found.add(line.remedy)
        yield _repeat(line, words, Span(repeat.start, repeat.end), repeat.probability)
    last = {line.remedy: line for line in attempts if line.outcome != Outcome.COULD_NOT}
    for span, remedy in named_remedies(text):
        if remedy in last and remedy not in found:
            found.add(remedy)
            yield _repeat(last[remedy], words, span, 1.0)


def _repeat(line: ContextLine, words: str, span: Span, probability: float) -> Finding:
    return Finding(
        id=f"{Kind.REPEAT.value}-{line.position}",
        kind=Kind.REPEAT,
        span=span,
        quote=" ".join(words[span.start : span.end].split()),
        about=line.text,
        anchor=anchor_of(str(line.position)),
        at=line.at,
        outcome=line.outcome,
        before=line.before,
        probability=probability,
        reasoned=has_reason(words, span),
    )


def _gaps(body: str) -> Iterator[Finding]:
    """Each thing that has to be filled in, once; its id holds nothing of the text."""
    seen = set()
    for gap in gaps(body):
        key = sha256(gap.label.encode()).hexdigest()[:8]
        if key not in seen:
            seen.add(key)
            span = Span(gap.start, gap.end)
            yield Finding(
                f"{Kind.GAP.value}-{key}", Kind.GAP, span, body[gap.start : gap.end], gap.label
            )


def _known(body: str, known: Sequence[Known]) -> Iterator[Finding]:
    for asked in asked_again(body, known):
        span, datum = asked.span, asked.known
        yield Finding(
            id=f"{Kind.KNOWN.value}-{datum.topic}",
            kind=Kind.KNOWN,
            span=span,
            quote=" ".join(body[span.start : span.end].split()),
            about=datum.label,
            value=datum.value,
            anchor=datum.anchor,
            reasoned=has_reason(body, span),
        )


def _others(
    session: Session, case: Escalation, draft: Draft, body: str, base_url: str
) -> Iterator[Finding]:
    for span, closed in closed_links(session, draft.body, base_url):
        quote = draft.body[span.start : span.end]
        yield Finding(f"link-{closed}", Kind.LINK, span, quote, about=closed)
    if not draft.has_files and (span_ := attachment_named(body)):
        yield Finding("attachment", Kind.ATTACHMENT, span_, body[span_.start : span_.end])
    if len(body) < LONG_ENOUGH:
        return
    language = written_in(body)
    if language is not None and language != case.locale:
        yield Finding("language", Kind.LANGUAGE, about=language)
    if not greets(body, case.name):
        yield Finding("greeting", Kind.GREETING)
    if not draft.promised:
        yield Finding("next_step", Kind.NEXT_STEP)


def _of_lines(lines: Sequence[ContextLine]) -> Iterator[Known]:
    for line in lines:
        if not line.text.strip():
            continue
        anchor = anchor_of(str(line.position))
        if line.section == Section.FACT.value:
            yield Known(topic_of(line.label), line.label, line.text, anchor)
        elif line.section == Section.ANSWER.value:
            for topic in sorted(topics_asked(line.label)):
                yield Known(topic, line.label, line.text, anchor)


def _of_files(session: Session, case: Escalation) -> Iterator[Known]:
    own = {message.id for message in messages(session, case, (MessageKind.CUSTOMER,))}
    for entry in case_files(session, case):
        from_customer = entry.message_id is None or entry.message_id in own
        if from_customer and entry.file.media_type in PICTURES:
            yield Known(PICTURE, "", entry.file.name, FILES)


def _of_words(session: Session, case: Escalation) -> Iterator[Known]:
    said = [case.words, *(m.body for m in messages(session, case, (MessageKind.CUSTOMER,)))]
    for place, words in enumerate(said):
        for topic, value in told_in(words):
            yield Known(topic, "", value, WORDS if place == 0 else "")
    if case.requester.email:
        yield Known(EMAIL, "", case.requester.email, CUSTOMER)
    if case.phone:
        yield Known(PHONE, "", case.phone, CUSTOMER)
