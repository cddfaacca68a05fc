"""Who gets a new case: pure, so that the same people and the same case always give the same answer,
and with grounds, so that nobody has to guess why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """What spoke for somebody. known: they had this customer's last case · language: they answer
    in the customer's · skills: the topic is theirs · hours: they work before the answer is due ·
    load: they have the fewest cases to answer · only: nobody else is there · order: nothing else
    told them from the others."""

    KNOWN = "known"
    LANGUAGE = "language"
    SKILLS = "skills"
    HOURS = "hours"
    LOAD = "load"
    ONLY = "only"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the team who is not away. `load` is how many cases they have to answer."""

    person_id: int
    languages: frozenset[str]
    skills: frozenset[str]
    in_time: bool
    load: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of the case: its language, its topics, who had this customer's last case."""

    language: str
    topics: frozenset[str] = frozenset()
    former: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom it is given to, and what spoke for them, the strongest first."""

    person_id: int
    grounds: tuple[Ground, ...]


def choose(candidates: Sequence[Candidate], matter: Matter) -> Choice | None:
    """Somebody of `candidates`, who stand in a fixed order; None only if there is nobody.

    Who knows the customer goes on with them. Else each ground narrows those who are left, as long
    as it leaves somebody: language, topic, hours, load. Of equals the first one is taken.
    """
    left = list(candidates)
    if not left:
        return None
    if any(candidate.person_id == matter.former for candidate in left):
        return Choice(matter.former or 0, (Ground.KNOWN,))
    if len(left) == 1:
        return Choice(left[0].person_id, (Ground.ONLY,))
    tests: tuple[tuple[Ground, Callable[[Candidate], bool]], ...] = (
        (Ground.LANGUAGE, lambda one: matter.language in one.languages),
        (Ground.SKILLS, lambda one: bool(matter.topics & one.skills)),
        (Ground.HOURS, lambda one: one.in_time),
        (Ground.LOAD, lambda one: one.load == min(other.load for other in left)),
    )
    grounds = []
    for ground, fits in tests:
        fitting = [candidate for candidate in left if fits(candidate)]
        if 0 < len(fitting) < len(left):  # only then it told them apart
            left = fitting
            grounds.append(ground)
    if len(left) > 1:
        grounds.append(Ground.ORDER)
    return Choice(left[0].person_id, tuple(grounds))
