"""Parts of flows that faults are planted in, and new ones."""

from collections import Counter
from collections.abc import Iterator

from portal.troubleshooter.definition import RemedyStep
from portal.troubleshooter.graph_edges import all_edges
from tests.flows.faults.planting import CannotBePlanted, Draft, Tree

OUTCOMES = ("solved", "no_change", "worse", "could_not")


def remedy_step(draft: Draft, *, goes_on: bool = False) -> str:
    """The first step that proposes a remedy; `goes_on`: that has another step after "no change"."""
    for id_ in draft.of_kind("do"):
        after = draft.tree["steps"][id_]["next"]["no_change"]
        if not goes_on or "end" not in draft.tree["steps"][after]:
            return id_
    raise CannotBePlanted("no remedy after which it goes on")


def options_with_next(draft: Draft) -> Iterator[tuple[str, int]]:
    """Options of single choices that have a way of their own: step and index."""
    for id_ in draft.of_kind("ask", ask="single"):
        for index, option in enumerate(draft.tree["steps"][id_]["options"]):
            if "next" in option:
                yield id_, index


def lonely_target(draft: Draft) -> tuple[str, str, str]:
    """A step to which one outcome leads and nothing else: source, outcome, target."""
    edges = all_edges(draft.flow)
    incoming = Counter(edge.target for edge in edges)
    for edge in edges:
        is_outcome = isinstance(draft.flow.steps[edge.source], RemedyStep) and edge.key
        if is_outcome and incoming[edge.target] == 1:
            return edge.source, edge.key, edge.target
    raise CannotBePlanted("to every step leads more than one outcome, or an answer")


def new_remedy_step(draft: Draft) -> Tree:
    """A step with the remedy of another, and all ways to a person."""
    remedy = draft.tree["steps"][remedy_step(draft)]["do"]
    return {"do": remedy, "next": dict.fromkeys(OUTCOMES, draft.end("escalate"))}


def new_question(kind: str = "single") -> Tree:
    """A question that no flow asks, sound but for the ways on."""
    step: Tree = {
        "ask": kind,
        "title": {"de": "Wie ist das Wetter bei Ihnen?", "en": "What is the weather like?"},
        "why": {"de": "Dann wissen wir es.", "en": "Then we know."},
    }
    if kind == "single":
        step["options"] = [
            {"id": "sun", "de": "Die Sonne scheint", "en": "The sun shines"},
            {"id": "rain", "de": "Es regnet gerade", "en": "It rains"},
            {"id": "unsure", "de": "Das weiß ich nicht", "en": "I do not know"},
        ]
    return step


def new_option(draft: Draft, target: str) -> str:
    """Let a new option of the first question lead to `target`; returns the question."""
    step = draft.first("ask", ask="single")
    draft.step(step)["options"].insert(
        0, {"id": "planted", "de": "Etwas ganz anderes", "en": "A different thing", "next": target}
    )
    return step
