"""Random flows, and customers who go back, change their minds, come again and use two tabs."""

from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.troubleshooter.definition import (
    OUTCOMES,
    Decision,
    End,
    Flow,
    FlowRemedy,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.position import Position, Tried, Wanted
from portal.troubleshooter.remaining import remaining_minutes
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.replies import accepts, broken_check
from portal.troubleshooter.ways import way_to_person
from tests.flows.random_flows import (
    FACT_STEPS,
    OPTIONS,
    REMEDIES,
    SEEDS,
    TEXT,
    bad_flow,
    good_flow,
    reachable,
)

RECORDED = (*OUTCOMES, "unknown")
VALUES = ("x", "y", "550 refused", "")


@dataclass
class Customer:
    """A run as the database keeps it, and two tabs that may show an older position."""

    flow: Flow
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    attempts: dict[str, Tried] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    tabs: list[Position] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tabs = [self.position(), self.position()]

    def position(self) -> Position:
        return resolve(self.flow, self.answers, self.attempts, self.facts)

    def act(self, chance: Random) -> None:
        kind = chance.choice(["reply"] * 6 + ["change"] * 3 + ["resume", "elsewhere", "fact"])
        tab = chance.randrange(2)
        seen = self.tabs[tab]
        if kind == "elsewhere":
            self.attempts[chance.choice(REMEDIES)] = Tried(chance.choice(RECORDED))
        elif kind == "fact":
            self.facts[chance.choice(FACT_STEPS)] = chance.choice(VALUES)
        elif kind == "reply":
            self._say(seen.step, seen.key, chance)
        elif kind == "change" and (shown := [entry for entry in seen.passed if not entry.skipped]):
            entry = chance.choice(shown)
            self._say(entry.step, entry.key, chance)
        self.tabs[tab] = self.position()

    def _say(self, step: Step, key: str, chance: Random) -> None:
        if isinstance(step, Question):
            self.answers[key] = some_reply(step, chance)
        elif isinstance(step, RemedyStep):
            self.attempts[step.remedy] = Tried(chance.choice(RECORDED), here=True)


def some_reply(step: Question, chance: Random) -> tuple[str, ...]:
    if step.kind == "text":
        return (f"text {chance.random()}",)
    if step.kind == "number" and chance.random() < 0.8:
        return (str(chance.randint(0, 9)),)
    return (chance.choice(OPTIONS[:3] * 3 + OPTIONS),)


def chance_from(seed: int) -> Random:
    return Random(seed + 1)  # noqa: S311 - chance, not secrecy


def still_right(here: Position, reply: tuple[str, ...]) -> bool:
    """Is this a reply to the question here that goes with those before it?"""
    before = {entry.step.id: entry.reply for entry in here.passed}
    return accepts(here.step, reply) and broken_check(here.step, reply, before) is None


def fresh_walk(customer: Customer) -> Position:
    """Somebody who begins anew and says, question by question, what was said last; also where a
    fact that came to light later would answer instead."""
    said: dict[str, tuple[str, ...]] = {}
    while True:
        here = resolve(customer.flow, said, customer.attempts, customer.facts)
        keys = [entry.key for entry in here.passed if entry.skipped]
        keys += [here.key] if here.wants is Wanted.ANSWER else []
        unsaid = [key for key in keys if key in customer.answers and key not in said]
        if not unsaid:
            return here
        said[unsaid[0]] = customer.answers[unsaid[0]]


def some_walk(flow: Flow, chance: Random) -> Customer:
    customer = Customer(flow)
    for _ in range(chance.randint(0, 25)):
        customer.act(chance)
    return customer


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_a_replay_is_what_a_fresh_walk_would_be(seed):
    customer = some_walk(good_flow(seed), chance_from(seed))
    assert customer.position() == fresh_walk(customer)


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_nothing_answered_is_lost(seed):
    customer = some_walk(good_flow(seed), chance_from(seed))
    here = customer.position()
    shown = [e for e in here.passed if isinstance(e.step, Question) and not e.skipped]
    for entry in shown:
        assert entry.reply == customer.answers[entry.key]
    if here.wants is Wanted.ANSWER:
        assert not still_right(here, customer.answers.get(here.key, ())), "asked again"
    for entry in shown:
        customer.answers[entry.key] = some_reply(entry.step, chance_from(seed))
        customer.position()
        customer.answers[entry.key] = entry.reply
        assert customer.position() == here


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_every_position_has_a_way_to_a_person(seed):
    flow = good_flow(seed)
    here = some_walk(flow, chance_from(seed)).position()
    person = way_to_person(flow, here.step.id)
    assert person.kind == "escalate"
    if not (isinstance(here.step, End) and here.step.kind == "solved"):
        assert person.id in reachable(flow.steps, here.step.id)


@given(SEEDS, st.sampled_from([good_flow, bad_flow]))
@settings(max_examples=300, deadline=None)
def test_no_remedy_recorded_as_tried_is_shown_again(seed, make):
    customer = some_walk(make(seed), chance_from(seed))
    here = customer.position()
    if here.wants is Wanted.REMEDY:
        assert here.step.remedy not in customer.attempts
    if here.wants is Wanted.RESULT:
        assert customer.attempts[here.step.remedy].outcome == "unknown"
    remedies = [entry for entry in here.passed if isinstance(entry.step, RemedyStep)]
    assert all(customer.attempts[entry.step.remedy].outcome in OUTCOMES for entry in remedies)
    shown = [entry.step.remedy for entry in remedies if not entry.skipped]
    assert len(shown) == len(set(shown))
    assert all(customer.attempts[remedy].here for remedy in shown)


@given(SEEDS, st.sampled_from([good_flow, bad_flow]))
@settings(max_examples=300, deadline=None)
def test_nobody_stands_at_a_decision_and_every_check_holds_for_what_lies_behind(seed, make):
    here = some_walk(make(seed), chance_from(seed)).position()
    assert not isinstance(here.step, Decision)
    said: dict[str, tuple[str, ...]] = {}
    for entry in here.passed:
        assert not isinstance(entry.step, Decision)
        if isinstance(entry.step, Question):
            assert broken_check(entry.step, entry.reply, said) is None
            said[entry.step.id] = entry.reply


@given(SEEDS, st.sampled_from([good_flow, bad_flow]))
@settings(max_examples=300, deadline=None)
def test_every_walk_comes_to_a_stand_and_can_be_measured(seed, make):
    flow = make(seed)
    customer = some_walk(flow, chance_from(seed))
    here = customer.position()
    assert (here.wants is Wanted.NOTHING) == isinstance(here.step, End)
    assert 0 <= remaining_minutes(flow, here, customer.attempts) <= flow.minutes
    assert (remaining_minutes(flow, here, customer.attempts) == 0) == isinstance(here.step, End)
    assert way_to_person(flow, here.step.id).kind == "escalate"


@given(SEEDS, st.sampled_from([good_flow, bad_flow]))
@settings(max_examples=300, deadline=None)
def test_going_forward_the_minutes_left_never_rise(seed, make):
    chance = chance_from(seed)
    flow = with_minutes(make(seed), chance)
    customer = some_walk(flow, chance)
    while not isinstance((before := customer.position()).step, End):
        left = remaining_minutes(flow, before, customer.attempts)
        step = before.step
        if isinstance(step, Question):
            customer.answers[before.key] = reply = some_reply(step, chance)
            if step.kind == "text":
                customer.facts[step.id] = reply[0]
        elif isinstance(step, RemedyStep):
            customer.attempts[step.remedy] = Tried(chance.choice(RECORDED), here=True)
        after = customer.position()
        assert remaining_minutes(flow, after, customer.attempts) <= left
        if (after.key, behind(after)) == (before.key, behind(before)):
            return  # a reply that the question does not take


def behind(position: Position) -> list[str]:
    return [entry.key for entry in position.passed]


def with_minutes(flow: Flow, chance: Random) -> Flow:
    """The flow with remedies that take one to nine minutes."""
    remedies = {
        remedy: FlowRemedy(
            id=remedy,
            title=TEXT,
            short=TEXT,
            detail=TEXT,
            minutes=chance.randint(1, 9),
            risk="low",
            consent={},
            verify=TEXT,
        )
        for remedy in REMEDIES
    }
    return replace(flow, remedies=remedies, minutes=1_000)
