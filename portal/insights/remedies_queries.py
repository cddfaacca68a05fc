"""Which remedies there are, where they are used, and what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from portal.insights.remedies_rules import Outcomes, outcomes_of
from portal.knowledge.models import Article, Publication, Translation
from portal.remedies.catalogue import catalogue
from portal.remedies.models import Attempt
from portal.troubleshooter.definition import RemedyStep, Text
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.models import RemedyTime
from portal.troubleshooter.queries import flow_records
from portal.troubleshooter.timing import ENOUGH
from portal.web.access import Reader

CATALOGUE, LOCAL, GONE = "catalogue", "local", "gone"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a flow proposes a remedy; `words` is what customers read there."""

    flow: str
    title: Text
    state: str
    step: str
    words: Text


@dataclass(frozen=True, slots=True)
class Section:
    """The part of an article, in one language, that belongs to a remedy."""

    article: int
    slug: str
    locale: str
    title: str
    heading: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timing:
    """The median of the minutes that `timed` customers took."""

    minutes: float
    timed: int


@dataclass(slots=True)
class KnownRemedy:
    """A remedy that the catalogue or a flow describes, or of which attempts alone are left.
    `minutes` is what was said, `risk` "" where nothing is."""

    id: str
    kind: str
    titles: Text = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    minutes: int = 0
    risk: str = ""
    steps: list[Step] = field(default_factory=list)


def known_remedies(session: Session) -> dict[str, KnownRemedy]:
    """All that the catalogue and the flows as they are now describe, by id."""
    found = {
        remedy.id: KnownRemedy(
            remedy.id, CATALOGUE, remedy.titles, remedy.aliases, remedy.minutes, remedy.risk
        )
        for remedy in catalogue().values()
    }
    for record in flow_records(session):
        if record.current is None:
            continue
        flow = flow_of(record.current)
        for remedy in flow.remedies.values():
            kind = GONE if remedy.gone else LOCAL
            found.setdefault(
                remedy.id,
                KnownRemedy(
                    remedy.id, kind, remedy.title, remedy.aliases, remedy.minutes, remedy.risk
                ),
            )
        for step in flow.steps.values():
            if isinstance(step, RemedyStep):
                words = step.title or flow.remedies[step.remedy].title
                found[step.remedy].steps.append(
                    Step(record.key, flow.title, record.state, step.id, words)
                )
    return found


def outcomes_by_remedy(session: Session, remedy: str | None = None) -> dict[str, Outcomes]:
    """What came of every remedy, or of one, counted by the database; corrections don't count."""
    query = (
        select(Attempt.remedy, Attempt.outcome, Attempt.before, func.count())
        .where(Attempt.superseded_at.is_(None))
        .group_by(Attempt.remedy, Attempt.outcome, Attempt.before)
    )
    if remedy is not None:
        query = query.where(Attempt.remedy == remedy)
    rows: dict[str, list[tuple[str, bool, int]]] = {}
    for id_, outcome, before, count in session.execute(query):
        rows.setdefault(id_, []).append((outcome, before, count))
    return {id_: outcomes_of(each) for id_, each in rows.items()}


def sections_by_remedy(session: Session, reader: Reader) -> dict[str, list[Section]]:
    """The parts of published articles that this reader may see, by remedy, in order of titles."""
    query = (
        select(
            Article.id,
            Translation.slug,
            Translation.locale,
            Translation.title,
            Publication.outline,
        )
        .join(Translation, Translation.article_id == Article.id)
        .join(Publication, Publication.translation_id == Translation.id)
        .where(
            cast(Publication.remedies, String) != "[]",
            Article.visibility.in_(reader.visibilities),
        )
        .order_by(Translation.title, Translation.id)
    )
    found: dict[str, list[Section]] = {}
    for article, slug, locale, title, outline in session.execute(query):
        for entry in outline:
            if entry["remedy"]:
                section = Section(article, slug, locale, title, entry["text"], entry["anchor"])
                found.setdefault(entry["remedy"], []).append(section)
    return found


def timings(session: Session) -> dict[str, Timing]:
    """How long customers took, by remedy, where enough of them were timed."""
    query = select(RemedyTime.remedy, RemedyTime.median_seconds, RemedyTime.timed)
    rows = session.execute(query.where(RemedyTime.timed >= ENOUGH))
    return {remedy: Timing(seconds / 60, timed) for remedy, seconds, timed in rows}
