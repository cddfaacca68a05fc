"""Random small flows: good ones as their authors would write them, and ones that no linter saw.

They are made from a seed rather than drawn piece by piece: that is ten times as quick.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from portal.troubleshooter.definition import (
    OUTCOMES,
    All,
    AnswerIs,
    Any,
    Branch,
    Call,
    Check,
    Condition,
    Decision,
    End,
    FactIs,
    Flow,
    Not,
    Option,
    OutcomeIs,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.ways import next_steps

REMEDIES = ("r0", "r1", "r2", "r3")
OPTIONS = ("x", "y", "z", "help")
FACT_STEPS = ("program", "error_text")
"""Ids of questions that a fact may answer."""
TEXT = {"de": "Frage", "en": "Question"}
SEEDS = st.integers(0, 2**32)


def good_flow(seed: int) -> Flow:
    """Two to nine steps, each leading to later ones or back to a question with `max`; from each a
    person can be reached, and `worse` leads to one."""
    random = Random(seed)  # noqa: S311 - no secret
    count = random.randint(2, 9)
    ids = random.sample([*FACT_STEPS, *(f"s{n}" for n in range(count))], count)
    steps = {
        id_: _step(random, id_, ids[:index], [*ids[index + 1 :], "done", "person"], good=True)
        for index, id_ in enumerate(ids)
    }
    if random.random() < 0.5:
        _lead_back(random, steps)
    return _flow(ids[0], steps)


def bad_flow(seed: int) -> Flow:
    """Edges lead anywhere: round in circles, to steps that are not there, nowhere."""
    random = Random(seed)  # noqa: S311 - no secret
    ids = [f"s{n}" for n in range(random.randint(1, 5))]
    anywhere = [*ids, "done", "person", "nowhere"]
    steps = {id_: _step(random, id_, ids, anywhere, good=False) for id_ in ids}
    return _flow(random.choice(anywhere), steps, ends=random.random() < 0.5)


def _step(
    random: Random, id_: str, before: Sequence[str], after: Sequence[str], *, good: bool
) -> Step:
    if before and random.random() < 0.15:
        return _decision(random, id_, before, after)
    when = _condition(random, before, depth=1) if before and random.random() < 0.4 else None
    otherwise = _near(random, after) if good and when is not None else None
    if id_ in FACT_STEPS or random.random() < 0.5:
        kinds = ["single", "single", "multi", "number"]
        kind = "text" if id_ == "error_text" else random.choice(kinds)
        checked = kind == "number" and before and random.random() < 0.5
        targets = [_near(random, after) for _ in OPTIONS]
        if good:
            targets[-1] = "person"
        options = tuple(
            Option(option, TEXT, target) for option, target in zip(OPTIONS, targets, strict=True)
        )
        return Question(
            id=id_,
            title=TEXT,
            why=TEXT,
            when=when,
            otherwise=otherwise,
            most_visits=None if good else random.choice([None, 1, 3]),
            kind=kind,
            options=() if kind == "text" else options,
            next=_near(random, [step for step in after if step != "done"]),
            checks=(Check(TEXT, most="8", least_of=random.choice(before)),) if checked else (),
        )
    edges = {outcome: _near(random, after) for outcome in OUTCOMES}
    if good:
        edges["worse"] = "person"
    return RemedyStep(
        id=id_,
        title=TEXT,
        why=TEXT,
        when=when,
        otherwise=otherwise,
        remedy=random.choice(REMEDIES),
        next=edges,
        wait_minutes=random.choice([None, None, 60]),
    )


def _decision(random: Random, id_: str, before: Sequence[str], after: Sequence[str]) -> Decision:
    branches = tuple(
        Branch(_condition(random, before, depth=1), _near(random, after))
        for _ in range(random.randint(1, 2))
    )
    otherwise = _near(random, [step for step in after if step != "done"])  # to a person at last
    return Decision(id=id_, title=TEXT, why=TEXT, branches=branches, otherwise=otherwise)


def _near(random: Random, after: Sequence[str]) -> str:
    """Mostly one of the next steps, so that walks have some length."""
    return random.choice(after[:2] if random.random() < 0.9 else after)


def _condition(random: Random, before: Sequence[str], depth: int) -> Condition:
    simple = ["answer", "answer", "answer", "outcome", "fact"]
    kind = random.choice([*simple, "not", "all", "any"] if depth else simple)
    if kind == "not":
        return Not(_condition(random, before, depth - 1))
    if kind in ("all", "any"):
        parts = tuple(_condition(random, before, depth - 1) for _ in range(2))
        return All(parts) if kind == "all" else Any(parts)
    if kind == "answer" and before:
        return AnswerIs(random.choice(before), tuple(random.sample(OPTIONS, random.randint(0, 2))))
    if kind == "outcome":
        return OutcomeIs(random.choice(REMEDIES), random.choice([("no_change",), OUTCOMES]))
    return FactIs(random.choice(FACT_STEPS))


def _lead_back(random: Random, steps: dict[str, Step]) -> None:
    """Let the first option of a question lead back to an earlier question, which gets a `max`."""
    questions = [
        step for step in steps.values() if isinstance(step, Question) and step.kind != "text"
    ]
    if len(questions) > 1:
        first = questions[0]
        last = random.choice(questions[1:])
        option, *others = last.options
        steps[last.id] = replace(last, options=(replace(option, next=first.id), *others))
        steps[first.id] = replace(
            first, most_visits=random.randint(1, 3), otherwise=first.otherwise or "person"
        )


def _flow(start: str, steps: dict[str, Step], *, ends: bool = True) -> Flow:
    if ends:
        steps["done"] = End(id="done", title=TEXT, why=TEXT, kind="solved")
        steps["person"] = End(id="person", title=TEXT, why=TEXT, kind="escalate")
    return Flow(
        id="random",
        version=1,
        status="draft",
        owner="",
        review_by=None,
        title=TEXT,
        symptoms={},
        minutes=5,
        have_ready=(),
        start=start,
        queue="support",
        ask_before_person=(),
        remedies={},
        steps=steps,
        tests=(),
    )


def calling_flow(seed: int) -> tuple[Flow, dict[str, Flow]]:
    """A good flow with one to three remedies replaced by calls of another good flow."""
    random = Random(seed)  # noqa: S311 - no secret
    flow = good_flow(seed)
    inner = replace(good_flow(seed + 1), id="inner")
    proposing = [step for step in flow.steps.values() if isinstance(step, RemedyStep)]
    steps = dict(flow.steps)
    for step in random.sample(proposing, min(len(proposing), random.randint(1, 3))):
        steps[step.id] = Call(
            id=step.id,
            title=TEXT,
            why=TEXT,
            when=step.when,
            otherwise=step.otherwise,
            flow="inner",
            next={"solved": step.next["solved"], "escalate": step.next["no_change"]},
        )
    for step in [step for step in steps.values() if isinstance(step, Call)]:
        if "person" not in reachable(steps, step.id):  # the linter would say so
            edges = {**step.next, "escalate": "person"}
            steps[step.id] = replace(step, next=edges)
    return replace(flow, steps=steps), {"inner": inner}


def reachable(steps: Mapping[str, Step], start: str) -> set[str]:
    """The start and all steps that edges lead to from there."""
    found, waiting = {start}, [start]
    while waiting:
        step = steps.get(waiting.pop())
        for following in next_steps(step) if step is not None else ():
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def published_anew(flow: Flow, seed: int) -> Flow:
    """The flow as its author changes it: steps and options get other ids and say so, steps go, an
    option goes."""
    random = Random(seed)  # noqa: S311 - no secret
    renamed = {id_: f"new_{id_}" for id_ in flow.steps if random.random() < 0.4}
    gone = {
        id_
        for id_, step in flow.steps.items()
        if not isinstance(step, End) and id_ != flow.start and random.random() < 0.15
    }

    def now(id_: str | None) -> str | None:
        return "person_now" if id_ in gone else renamed.get(id_ or "", id_)

    steps: dict[str, Step] = {}
    for step in flow.steps.values():
        if step.id in gone:
            continue
        id_ = renamed.get(step.id, step.id)
        same = {"id": id_, "otherwise": now(step.otherwise), "when": None}
        former = (step.id,) if id_ != step.id else ()
        if isinstance(step, Question):
            options = tuple(
                replace(
                    option,
                    id=f"{option.id}2" if random.random() < 0.3 else option.id,
                    renamed_from=(option.id,),
                    next=now(option.next),
                )
                for option in step.options
                if random.random() < 0.9 or option is step.options[-1]  # which leads to a person
            )
            made: Step = replace(
                step, **same, renamed_from=former, options=options, next=now(step.next)
            )
        elif isinstance(step, RemedyStep | Call):
            edges = {outcome: now(target) or "" for outcome, target in step.next.items()}
            made = replace(step, **same, renamed_from=former, next=edges)
        elif isinstance(step, Decision):
            ways = tuple(replace(way, next=now(way.next) or "") for way in step.branches)
            made = replace(step, **same, renamed_from=former, branches=ways)
        else:
            made = replace(step, **same, renamed_from=former)
        steps[id_] = made
    steps["person_now"] = End(id="person_now", title=TEXT, why=TEXT, kind="escalate")
    return replace(flow, start=now(flow.start) or "", steps=steps, version=flow.version + 1)
