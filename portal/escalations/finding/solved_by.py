"""What solved a case: a remedy that helped, what the last answer led to, or what it said."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.escalations.composer.later import solved_words
from portal.escalations.composer.marks import unmarked
from portal.escalations.composer.wording import links, sentences
from portal.escalations.context import Section
from portal.escalations.models import ContextLine, Escalation, Message, MessageKind
from portal.knowledge.models import Article, Publication, Revision, Translation
from portal.remedies.models import Attempt, Outcome
from portal.troubleshooter.flows import published_flows
from portal.web.access import Reader
from search.mail_text import own_words

MOST_WORDS = 3
"""Ways that one case is said to have been solved by."""
LONGEST_SENTENCE = 200
_PAGE = re.compile(r"/(de|en)/(articles|flows)/([^/]+)/?")
_KEY = "article:"


class Way(StrEnum):
    """remedy: it helped · article, flow: the answer led there · answer: its first sentence."""

    REMEDY = "remedy"
    ARTICLE = "article"
    FLOW = "flow"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class SolvedBy:
    """`url` is "" where there is nothing to open."""

    way: Way
    text: str
    url: str = ""


def solved_by(
    session: Session, cases: Sequence[Escalation], reader: Reader
) -> dict[int, tuple[SolvedBy, ...]]:
    """By case id, the surest first; nothing for a case that nobody can tell it of."""
    helped = _helped(session, cases)
    answers = _answers(session, cases)
    found = {}
    for case in cases:
        ways = dict.fromkeys(SolvedBy(Way.REMEDY, title) for title in helped[case.id])
        for answer in answers[case.id]:
            ways |= dict.fromkeys(_led_to(session, answer, case.locale, reader))
        if not ways:
            ways = dict.fromkeys(_said(answers[case.id], case))
        found[case.id] = tuple(ways)[:MOST_WORDS]
    return found


def first_sentence(body: str) -> str:
    """The first sentence of an answer that is more than its greeting."""
    text = own_words(unmarked(body))
    for span in sentences(text):
        sentence = " ".join(text[span.start : span.end].split())
        if len(sentence.split()) > 2:
            return _cut(sentence)
    return _cut(" ".join(text.split()))


def _helped(session: Session, cases: Sequence[Escalation]) -> Mapping[int, list[str]]:
    """Titles of remedies that solved it: told when handing over, or tried since."""
    titles: dict[int, list[str]] = defaultdict(list)
    lines = select(ContextLine.escalation_id, ContextLine.text).where(
        ContextLine.escalation_id.in_([case.id for case in cases]),
        ContextLine.section == Section.ATTEMPT.value,
        ContextLine.outcome == Outcome.SOLVED.value,
    )
    for case_id, title in session.execute(lines):
        titles[case_id].append(title)
    by_journey = {case.journey_id: case.id for case in cases if case.journey_id is not None}
    attempts = select(Attempt.journey_id, Attempt.title).where(
        Attempt.journey_id.in_(by_journey),
        Attempt.outcome == Outcome.SOLVED.value,
        Attempt.superseded_at.is_(None),
    )
    for journey_id, title in session.execute(attempts):
        titles[by_journey[journey_id]].append(title)
    return titles


def _answers(session: Session, cases: Sequence[Escalation]) -> Mapping[int, list[str]]:
    """The public answers until it was solved, the last one first."""
    until = {case.id: case.solved_at for case in cases}
    query = (
        select(Message.escalation_id, Message.body, Message.created_at)
        .where(Message.escalation_id.in_(until), Message.kind == MessageKind.REPLY.value)
        .order_by(Message.id.desc())
    )
    said: dict[int, list[str]] = defaultdict(list)
    for case_id, body, at in session.execute(query):
        solved_at = until[case_id]
        if solved_at is None or at <= solved_at:
            said[case_id].append(body)
    return said


def _said(answers: Sequence[str], case: Escalation) -> Iterator[SolvedBy]:
    """The last answer in which somebody said something."""
    for body in answers:
        if body.strip() != solved_words(case):
            yield SolvedBy(Way.ANSWER, first_sentence(body))
            return


def _led_to(session: Session, body: str, locale: str, reader: Reader) -> Iterator[SolvedBy]:
    """Articles and flows that an answer links to and that the reader may see."""
    for span in links(body):
        address = body[span.start : span.end]
        page = _page(address)
        if address.startswith(_KEY):
            key = address.removeprefix(_KEY)
            yield from _article(session, (Article.key == key, Translation.locale == locale), reader)
        elif page and page[1] == "articles":
            place = (Translation.locale == page[0], Translation.slug == page[2])
            yield from _article(session, place, reader)
        elif page:
            for flow in published_flows(session):
                if flow.id == page[2]:
                    url = f"/{page[0]}/flows/{flow.id}"
                    yield SolvedBy(Way.FLOW, flow.title[page[0]], url)


def _page(address: str) -> tuple[str, str, str] | None:
    try:
        found = _PAGE.fullmatch(urlsplit(address).path)
    except ValueError:
        return None
    return (found[1], found[2], unquote(found[3])) if found else None


def _article(
    session: Session, which: tuple[ColumnElement[bool], ...], reader: Reader
) -> Iterator[SolvedBy]:
    query = (
        select(Translation.locale, Translation.slug, Revision.title)
        .join(Article, Article.id == Translation.article_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .join(Revision, Revision.id == Publication.revision_id)
        .where(*which, Article.visibility.in_(reader.visibilities))
    )
    for locale, slug, title in session.execute(query.limit(1)):
        yield SolvedBy(Way.ARTICLE, title, f"/{locale}/articles/{slug}")


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SENTENCE:
        return text
    return text[: text.rfind(" ", 0, LONGEST_SENTENCE)] + " …"
