"""Orders of remedies: which are better, by how much, and that nothing of a flow is lost by them."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.insights.flow_order_rules import (
    Measured,
    better_order,
    chains,
    changed_edges,
    holds_order,
    minutes_spent,
    named_steps,
    wilson,
)
from portal.insights.flow_order_text import with_targets
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.graph_edges import all_edges, persons, reachable, targets
from portal.troubleshooter.parsing import parse_flow

HEAD = """schema: flow/1
id: chain
version: 1
status: published
title: {de: Kette, en: Chain}
minutes: 10
start: asked
escalate: {queue: mail}
remedies:
"""
REMEDY = """  - id: {id}
    text: {{title: {{de: {id}, en: {id}}}, detail: {{de: x, en: x}}}}
    minutes: 5
    risk: {risk}
"""
QUESTION = """steps:
  asked:   # where everybody begins
    ask: single
    title: {de: "Was?", en: "What?"}
    why: {de: Darum., en: Because.}
    options:
      - {id: this, de: Dies, en: This, next: s0}
      - {id: that, de: Das, en: That, next: apart}
"""
ENDS = """
  apart:
    do: apart
    next: {solved: done, no_change: person, worse: person, could_not: person}
  done: {end: solved}
  person: {end: escalate}
"""


def source_of(count: int = 3, *, high: int | None = None, **instead: str) -> str:
    """A chain of `count` remedies r0, r1, … at s0, s1, …; `instead`: other text of a step."""
    remedies = "".join(
        REMEDY.format(id=f"r{n}", risk="high" if n == high else "low") for n in range(count)
    )
    steps = ""
    for n in range(count):
        on = f"s{n + 1}" if n + 1 < count else "person"
        steps += instead.get(
            f"s{n}",
            f"\n  s{n}:  # remedy {n}\n    do: r{n}\n    next:\n      solved: done\n"
            f"      no_change: '{on}'  # on\n      worse: person\n      could_not: {on}\n",
        )
    return HEAD + remedies + REMEDY.format(id="apart", risk="low") + QUESTION + steps + ENDS


def flow_of(source: str) -> Flow:
    return parse_flow(source, catalogue={})


def steps(flow: Flow) -> list[tuple[str, ...]]:
    return [tuple(link.step for link in chain) for chain in chains(flow)]


def measured(*figures: tuple[int, int, float]) -> dict[str, Measured]:
    return {f"r{n}": Measured(*each) for n, each in enumerate(figures)}


def order(*figures: tuple[int, int, float], source: str = "") -> tuple[int, ...] | None:
    flow = flow_of(source or source_of(len(figures)))
    found = better_order(chains(flow)[0], measured(*figures))
    return found.places if found is not None else None


def test_remedies_that_follow_each_other_are_a_chain():
    assert steps(flow_of(source_of(4))) == [("s0", "s1", "s2", "s3")]


def middle(
    n: int = 1, extra: str = "", solved: str = "done", on: str = "s2", not_: str = "s2"
) -> str:
    """The text of one step."""
    edges = f"solved: {solved}, no_change: {on}, worse: person, could_not: {not_}"
    return f"\n  s{n}:\n    do: r{n}\n{extra}    next: {{{edges}}}\n"


WHEN = "    when: {answer: asked, is: this}\n    else: s2\n"
ASKED_FOR = "    when: {outcome: r0, is: no_change}\n    else: done\n"


@pytest.mark.parametrize(
    ("instead", "left"),
    [
        ({"s1": middle(extra=WHEN)}, []),
        ({"s1": middle(extra="    max: 2\n")}, []),
        ({"s1": middle(not_="person")}, []),
        ({"s1": middle(solved="s2")}, [("s0", "s1")]),  # another way leads to s2
        ({"s1": middle(solved="s0")}, []),
        ({"s2": middle(2, ASKED_FOR, on="person", not_="person")}, []),
    ],
    ids=["condition", "loop", "two ways on", "second way in", "way back", "asked for"],
)
def test_what_is_no_plain_sequence_is_no_chain(instead, left):
    assert steps(flow_of(source_of(3, **instead))) == left


def test_a_remedy_that_stands_in_the_flow_twice_is_in_no_chain():
    source = source_of(3).replace("    do: apart\n", "    do: r1\n")
    assert steps(flow_of(source)) == []


def test_what_helps_far_more_often_comes_first():
    assert order((200, 10, 5), (180, 120, 5)) == (1, 0)


def test_what_takes_far_less_time_comes_first():
    assert order((200, 60, 20), (130, 40, 1)) == (1, 0)


@pytest.mark.parametrize(
    "figures",
    [
        ((19, 0, 5), (200, 190, 5)),
        ((200, 0, 5), (19, 19, 5)),
        ((200, 60, 5), (130, 52, 5)),  # 30 % against 40 % may be chance
        ((200, 120, 5), (80, 60, 5)),  # more often, but of the few who are left
        ((200, 10, 5), (180, 120, 200)),
        ((200, 0, 0.1), (180, 20, 0.1)),  # saves seconds
        ((0, 0, 5), (0, 0, 5)),
    ],
)
def test_chance_and_trifles_propose_nothing(figures):
    assert order(*figures) is None


def test_one_remedy_may_pass_several():
    assert order((200, 4, 5), (190, 4, 5), (180, 120, 5)) == (2, 0, 1)


def test_it_stops_behind_what_it_does_not_clearly_beat():
    assert order((400, 300, 5), (100, 2, 10), (98, 70, 2)) == (0, 2, 1)


def test_nothing_passes_what_nobody_tried():
    assert order((200, 4, 5), (0, 0, 5), (180, 120, 5)) is None


def test_a_risky_remedy_never_moves_forward():
    assert order((200, 4, 5), (180, 120, 5), source=source_of(2, high=1)) is None


def test_a_remedy_may_pass_a_risky_one():
    assert order((200, 4, 5), (180, 120, 5), source=source_of(2, high=0)) == (1, 0)


def test_what_has_to_wait_for_its_effect_never_moves_forward():
    source = source_of(2, s1=middle(extra="    wait: {hours: 2}\n", on="person", not_="person"))
    assert order((200, 4, 5), (180, 120, 5), source=source) is None


def test_minutes_are_those_until_something_helps():
    figures = [Measured(100, 25, 8), Measured(75, 50, 2)]
    assert minutes_spent(figures, (0, 1)) == pytest.approx(8 + 0.75 * 2)
    assert minutes_spent(figures, (1, 0)) == pytest.approx(2 + 0.5 * 8)


def test_the_interval_is_that_of_wilson():
    assert wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=1e-4)  # known from tables
    assert wilson(0, 0) == (0, 1)
    assert wilson(5, 5)[1] == pytest.approx(1)


def test_another_version_counts_if_the_remedies_follow_each_other_there():
    [chain] = chains(flow_of(source_of(3)))
    longer = flow_of(source_of(4))
    turned = flow_of(source_of(3).replace("do: r0", "do: x").replace("do: r1", "do: r0")
                     .replace("do: x", "do: r1"))  # fmt: skip
    assert holds_order(longer, chain)
    assert not holds_order(turned, chain)


def test_only_the_names_of_steps_change_in_the_text():
    source = source_of(3)
    flow = flow_of(source)

    text = with_targets(source, changed_edges(flow, chains(flow)[0], (2, 0, 1)))

    before, after = source.splitlines(), text.splitlines()
    assert [line for line in after if line not in before] == [
        "      - {id: this, de: Dies, en: This, next: s2}",
        "      no_change: 's0'  # on",
        "      could_not: s0",
    ]
    assert len(before) == len(after)
    assert steps(flow_of(text)) == [("s2", "s0", "s1")]


def test_a_mark_before_the_first_character_stays():
    source = "\ufeff" + source_of(2)
    flow = flow_of(source)
    text = with_targets(source, changed_edges(flow, chains(flow)[0], (1, 0)))
    assert text.startswith("\ufeffschema")
    assert steps(flow_of(text)) == [("s1", "s0")]


def test_a_place_that_stands_for_several_is_left_alone():
    source = (
        source_of(2)
        .replace("no_change: 's1'", "no_change: &on s1")
        .replace("could_not: s1", "could_not: *on")
    )
    flow = flow_of(source)
    changes = changed_edges(flow, chains(flow)[0], (1, 0))
    assert with_targets(source, changes) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 5), st.randoms(use_true_random=False), st.data())
def test_whatever_the_order_nothing_of_the_flow_is_lost(count: int, chance: Random, data):
    source = with_more_entries(source_of(count), chance)
    flow = flow_of(source)
    [chain] = chains(flow)
    places = data.draw(st.permutations(range(count)))

    changes = changed_edges(flow, chain, places)
    text = with_targets(source, changes)
    turned = flow_of(text)

    assert steps(turned) == [tuple(chain[at].step for at in places)]
    assert named_steps(turned) == {**named_steps(flow), **changes}
    assert reach(turned) == reach(flow)
    assert persons(turned) == persons(flow)
    assert len(all_edges(turned)) == len(all_edges(flow))
    untouched = {"start": flow.start, "steps": flow.steps}
    assert replace(turned, **untouched) == flow


@given(st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1), st.floats(0.5, 30)), min_size=2,
                max_size=4))  # fmt: skip
def test_a_proposal_saves_what_it_says_and_no_order_of_all_saves_more_than_the_best(rows):
    figures = [(tried, int(tried * share), minutes) for tried, share, minutes in rows]
    found = better_order(chains(flow_of(source_of(len(rows))))[0], measured(*figures))
    if found is None:
        return
    listed = [Measured(*each) for each in figures]
    spent = {places: minutes_spent(listed, places) for places in permutations(range(len(rows)))}
    assert found.saved == pytest.approx(spent[tuple(range(len(rows)))] - spent[found.places])
    assert found.saved <= spent[tuple(range(len(rows)))] - min(spent.values()) + 1e-9


def with_more_entries(source: str, chance: Random) -> str:
    """The same with other ways to the chain's beginning: from a remedy beside it, at the start."""
    if chance.random() < 0.5:
        source = source.replace("start: asked", "start: s0")
    if chance.random() < 0.5:
        source = source.replace("{solved: done, no_change: person", "{solved: done, no_change: s0")
    return source


def reach(flow: Flow) -> set[str]:
    return reachable([flow.start], targets(all_edges(flow)))
