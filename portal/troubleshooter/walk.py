"""A run's position as one way of single steps, also where the flow calls another. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from portal.troubleshooter.definition import (
    Call,
    End,
    Flow,
    FlowRemedy,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.position import Answers, Position, Tried, Wanted, answer_key
from portal.troubleshooter.replay import resolve


@dataclass(frozen=True, slots=True)
class Place:
    """One step of the way. `key` is the name of its reply and of its page, `flow` the flow whose
    file says it, `skipped` that it was not shown because the reply was known."""

    key: str
    flow: Flow
    step: Step
    reply: tuple[str, ...] = ()
    skipped: bool = False

    @property
    def question(self) -> Question | None:
        """What is asked here, if something is."""
        return self.step if isinstance(self.step, Question) else None

    @property
    def remedy(self) -> FlowRemedy | None:
        """What is proposed here, as the step words it, or the flow."""
        if not isinstance(self.step, RemedyStep):
            return None
        remedy = self.flow.remedies[self.step.remedy]
        if not (self.step.short or self.step.detail):
            return remedy
        return replace(
            remedy,
            title=remedy.title or self.step.title,
            short=self.step.short,
            detail=self.step.detail,
            gone=remedy.gone and not self.step.says_itself,
        )

    @property
    def end(self) -> End | None:
        """How it ends here, if it does."""
        return self.step if isinstance(self.step, End) else None


@dataclass(frozen=True, slots=True)
class Way:
    """What lies behind, in order, and the step that is to be shown now. `position` is what the
    replay said."""

    behind: tuple[Place, ...]
    here: Place
    wants: Wanted
    position: Position

    def place(self, key: str) -> Place | None:
        """The place with this key, if it lies on the way."""
        return next((place for place in (*self.behind, self.here) if place.key == key), None)

    def replies(self, flow: Flow) -> dict[str, tuple[str, ...]]:
        """The replies to the questions of a flow that lie behind, by step; of a loop the last."""
        asked = (place for place in self.behind if place.question is not None)
        return {place.step.id: place.reply for place in asked if place.flow.id == flow.id}

    def earlier(self, place: Place) -> dict[str, tuple[str, ...]]:
        """The replies to the questions of the same flow that lie before a place, by step."""
        found: dict[str, tuple[str, ...]] = {}
        for other in self.behind:
            if other.key == place.key:
                break
            if other.question is not None and other.flow.id == place.flow.id:
                found[other.step.id] = other.reply
        return found

    def before(self, place: Place) -> Place | None:
        """The last place that was shown before this one."""
        found = None
        for other in self.behind:
            if other.key == place.key:
                break
            if not other.skipped:
                found = other
        return found


def way_of(
    flow: Flow,
    answers: Answers,
    attempts: Mapping[str, Tried],
    facts: Mapping[str, str],
    called: Mapping[str, Flow],
) -> Way:
    """Replay a run, with the steps of called flows in their places."""
    position = resolve(flow, answers, attempts, facts, called)
    behind: list[Place] = []
    for entry in position.passed:
        if isinstance(entry.step, Call) and entry.step.flow in called:
            inner = called[entry.step.flow]
            prefix = f"{entry.key}:"
            walked = resolve(inner, within(answers, prefix), attempts, facts)
            behind += _behind(inner, walked, prefix)
        else:
            place = Place(entry.key, flow, entry.step, entry.reply, entry.skipped)
            behind.append(place)
    if position.inner is None or not isinstance(position.step, Call):
        here = Place(position.key, flow, position.step)
        return Way(tuple(behind), here, position.wants, position)
    inner, prefix = called[position.step.flow], f"{position.key}:"
    behind += _behind(inner, position.inner, prefix)
    here = Place(prefix + position.inner.key, inner, position.inner.step)
    return Way(tuple(behind), here, position.inner.wants, position)


def _behind(flow: Flow, position: Position, prefix: str) -> Iterator[Place]:
    for entry in position.passed:
        key = prefix + answer_key(entry.step.id, entry.visit)
        yield Place(key, flow, entry.step, entry.reply, entry.skipped)


def within(answers: Answers, prefix: str) -> Answers:
    """The replies within a called flow; `prefix` is the key of the call and a colon."""
    return {
        key.removeprefix(prefix): reply for key, reply in answers.items() if key.startswith(prefix)
    }
