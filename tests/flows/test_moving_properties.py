"""Random flows with loops, called flows and waits, published anew while customers are in them."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings

from portal.troubleshooter.definition import OUTCOMES, End, Flow, Question, RemedyStep
from portal.troubleshooter.moving import carried_key, carried_reply, changes
from portal.troubleshooter.position import Tried, Wanted
from portal.troubleshooter.replies import accepts
from portal.troubleshooter.walk import Place, Way, way_of
from portal.troubleshooter.ways import way_to_person
from tests.flows.random_flows import SEEDS, calling_flow, published_anew, reachable
from tests.flows.test_replay_properties import chance_from, some_reply

UNTIL = ("2026-11-24T08:30+00:00",)


@dataclass
class Walker:
    """A customer in a flow that calls another; what they said, by key and by remedy."""

    flow: Flow
    called: dict[str, Flow]
    replies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    attempts: dict[str, Tried] = field(default_factory=dict)

    def way(self) -> Way:
        return way_of(self.flow, self.replies, self.attempts, {}, self.called)

    def act(self, chance: Random) -> None:
        way = self.way()
        places = [place for place in way.behind if not place.skipped]
        place = chance.choice(places) if places and chance.random() < 0.2 else way.here
        self.say(place, chance)

    def say(self, place: Place, chance: Random) -> None:
        step = place.step
        if isinstance(step, Question):
            self.replies[place.key] = some_reply(step, chance)
        elif isinstance(step, RemedyStep):
            if step.wait_minutes and chance.random() < 0.4:
                self.replies[place.key] = chance.choice([UNTIL, ()])
            else:
                outcome = chance.choice([*OUTCOMES, "unknown"])
                self.attempts[step.remedy] = Tried(outcome, here=True)


def some_walker(seed: int) -> tuple[Walker, Random]:
    chance = chance_from(seed)
    walker = Walker(*calling_flow(seed))
    for _ in range(chance.randint(0, 25)):
        walker.act(chance)
    return walker, chance


def fresh_way(walker: Walker) -> Way:
    """Somebody who begins anew and says, place by place, what was said last."""
    fresh = Walker(walker.flow, walker.called, {}, dict(walker.attempts))
    while True:
        way = fresh.way()
        key = way.here.key
        if key in fresh.replies or key not in walker.replies:
            return way
        fresh.replies[key] = walker.replies[key]


def moved(walker: Walker, seed: int) -> Walker:
    """The same customer in flows that were both published anew."""
    flow = published_anew(walker.flow, seed)
    called = {key: published_anew(inner, seed + 1) for key, inner in walker.called.items()}
    replies = {}
    for key, reply in walker.replies.items():
        new = carried_key(key, flow, called)
        if new == key or new not in walker.replies:
            replies[new] = carried_reply(new, reply, flow, called)
    return Walker(flow, called, replies, dict(walker.attempts))


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_called_flows_and_waits_replay_to_the_same_way(seed):
    walker, _chance = some_walker(seed)
    way = walker.way()
    assert way == walker.way()
    asked = [place.key for place in (*way.behind, way.here) if place.question is not None]
    assert len(set(asked)) == len(asked)
    assert (way.wants is Wanted.NOTHING) == isinstance(way.here.step, End)


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_nothing_answered_is_lost_in_called_flows_and_loops(seed):
    walker, chance = some_walker(seed)
    way = walker.way()
    for place in way.behind:
        if place.question is None or place.skipped:
            continue
        assert place.reply == walker.replies[place.key]
        walker.replies[place.key] = some_reply(place.question, chance)
        walker.way()
        walker.replies[place.key] = place.reply
        assert walker.way() == way


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_a_replay_is_what_a_fresh_walk_would_be_in_called_flows_too(seed):
    walker, _chance = some_walker(seed)
    for customer in (walker, moved(walker, seed)):
        assert customer.way() == fresh_way(customer)


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_every_place_has_a_way_to_a_person_in_called_flows_and_when_published_anew(seed):
    walker, _chance = some_walker(seed)
    for customer in (walker, moved(walker, seed)):
        way = customer.way()
        for place in (*way.behind, way.here):
            assert way_to_person(place.flow, place.step.id).kind == "escalate"
        if way.here.end is None or way.here.end.kind != "solved":
            outer = way.position.step.id
            for flow, step in ((way.here.flow, way.here.step.id), (customer.flow, outer)):
                assert way_to_person(flow, step).id in reachable(flow.steps, step)


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_no_remedy_that_was_tried_is_shown_again_wherever_it_stands(seed):
    walker, _chance = some_walker(seed)
    for customer in (walker, moved(walker, seed)):
        way = customer.way()
        step = way.here.step
        if way.wants in (Wanted.REMEDY, Wanted.WAITING):
            assert step.remedy not in customer.attempts
        if way.wants is Wanted.RESULT:
            assert customer.attempts[step.remedy].outcome == "unknown"
        for place in way.behind:
            if isinstance(place.step, RemedyStep):
                assert customer.attempts[place.step.remedy].outcome in place.reply


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_published_anew_no_reply_and_no_attempt_is_gone(seed):
    walker, _chance = some_walker(seed)
    after = moved(walker, seed)
    assert after.attempts == walker.attempts
    carried = {carried_key(key, after.flow, after.called) for key in walker.replies}
    assert set(after.replies) == carried
    way = after.way()
    for place in way.behind:
        if place.question is not None and not place.skipped:
            assert place.reply == after.replies[place.key]


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_who_waits_does_so_until_a_result_is_known(seed):
    walker, _chance = some_walker(seed)
    way = walker.way()
    if way.wants is Wanted.WAITING:
        step = way.here.step
        assert walker.replies[way.here.key] == UNTIL
        assert step.remedy not in walker.attempts
        walker.replies[way.here.key] = ()
        assert walker.way().wants is Wanted.REMEDY
    elif isinstance(way.here.step, RemedyStep) and way.wants is Wanted.REMEDY:
        assert walker.replies.get(way.here.key) != UNTIL or not way.here.step.wait_minutes


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_worse_ends_at_a_person_in_called_flows_too(seed):
    walker, _chance = some_walker(seed)
    way = walker.way()
    last = way.behind[-1] if way.behind else None
    if last is not None and isinstance(last.step, RemedyStep) and last.reply == ("worse",):
        assert way.here.end is not None
        assert way.here.end.kind == "escalate"


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_published_anew_every_reply_that_still_fits_holds(seed):
    walker, _chance = some_walker(seed)
    before, after = walker.way(), moved(walker, seed)
    way = after.way()
    for place in way.behind:
        if place.question is not None and not place.skipped:
            assert accepts(place.question, after.replies[place.key])
    assert set(after.attempts) == set(walker.attempts)
    told = changes(before, way, after.flow, after.called)
    asked = [place for place in before.behind if place.question is not None and not place.skipped]
    held = {place.key for place in way.behind}
    kept = [p for p in asked if carried_key(p.key, after.flow, after.called) in held]
    assert len(told) == len(asked) - len(kept)


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_published_anew_twice_is_as_good_as_once(seed):
    walker, _chance = some_walker(seed)
    once = moved(walker, seed)
    again = {key: carried_key(key, once.flow, once.called) for key in once.replies}
    assert all(key == new for key, new in again.items())


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_the_same_version_again_changes_nothing(seed):
    walker, _chance = some_walker(seed)
    for key, reply in walker.replies.items():
        assert carried_key(key, walker.flow, walker.called) == key
        assert carried_reply(key, reply, walker.flow, walker.called) == tuple(reply)
    way = walker.way()
    assert changes(way, way, walker.flow, walker.called) == ()
