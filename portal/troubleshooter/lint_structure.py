"""Rules of the graph: where edges lead, what can be reached, how long and how wide a flow is."""

from collections.abc import Iterator

from portal.troubleshooter.definition import (
    OUTCOMES,
    WORSE,
    Call,
    Decision,
    End,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.graph_edges import (
    Way,
    cycles,
    edges_of,
    heaviest_path,
    persons,
    reachable,
    takes_more,
)
from portal.troubleshooter.lint_subject import Subject
from portal.troubleshooter.problems import Problem, Wording
from portal.troubleshooter.remaining import QUESTION_MINUTES

MOST_SCREENS = 12
MOST_OPTIONS = 7
MOST_STEPS = 150
MINUTES_TOLERANCE = 1.5


def structure_problems(subject: Subject) -> Iterator[Problem]:
    """F02 to F08, F15, F16, F31 and F32."""
    yield from _targets(subject)
    yield from _reach(subject)
    yield from _cycles(subject)
    for step in subject.flow.steps.values():
        yield from _answers_lead_on(subject, step)
        yield from _outcomes_lead_on(subject, step)
        yield from _else(subject, step)
        yield from _options(subject, step)
    yield from _length(subject)


def _targets(subject: Subject) -> Iterator[Problem]:
    """F02: every edge leads to a step."""
    fix = Wording("Name one of the ids under “steps”, or write the step.")
    start = subject.flow.start
    if start and not subject.exists(start):
        message = Wording("The flow starts at “%(start)s”, which is no step", start=start)
        yield subject.error("F02", message, "start", fix=fix)
    for step in subject.flow.steps.values():
        for edge in edges_of(step):
            if not subject.exists(edge.target) and (
                edge.place[-1] != "next" or edge.place[-2] != step.id or _first(step, edge.key)
            ):
                message = Wording(
                    "The step “%(step)s” leads to “%(target)s”, which is no step",
                    step=step.id,
                    target=edge.target,
                )
                yield subject.error("F02", message, *edge.place, fix=fix)


def _first(step: Step, option: str) -> bool:
    """Is this the first of the options that share the question's own `next`?"""
    if not isinstance(step, Question):
        return True
    sharing = [other.id for other in step.options if other.next is None]
    return not sharing or sharing[0] == option


def _reach(subject: Subject) -> Iterator[Problem]:
    """F03, F04 and F07: from the start to every step, from every step to an end and a person."""
    flow = subject.flow
    if not subject.all_steps_read():
        return
    reached = subject.reached()
    befores = subject.befores
    open_ended = {
        step.id
        for step in flow.steps.values()
        if step.id in subject.loose_ends or _lacks_edges(step)
    }
    ends = {step.id for step in flow.steps.values() if isinstance(step, End)}
    to_an_end = reachable([*ends, *open_ended], befores)
    to_a_person = reachable([*persons(flow), *open_ended], befores)
    for step in flow.steps.values():
        place = ("steps", step.id)
        if step.id not in reached:
            message = Wording("No way from the start leads to the step “%(step)s”", step=step.id)
            fix = Wording("Let an edge of another step lead here, or remove the step.")
            yield subject.error("F03", message, *place, fix=fix)
        if step.id not in to_an_end:
            message = Wording("From the step “%(step)s” no end can be reached", step=step.id)
            fix = Wording("Let one of its edges lead on to an end.")
            yield subject.error("F04", message, *place, fix=fix)
        elif step.id not in to_a_person and step.id not in ends and not isinstance(step, Decision):
            message = Wording("From the step “%(step)s” no edge leads to a person", step=step.id)
            fix = Wording(
                "Let an edge from here, or from a later step, lead to an “end: escalate”."
            )
            yield subject.error("F07", message, *place, fix=fix)


def _lacks_edges(step: Step) -> bool:
    """Does the author still owe an edge here (F06, F32)? Then it is not known where it leads."""
    if isinstance(step, RemedyStep):
        return any(outcome not in step.next for outcome in OUTCOMES)
    if isinstance(step, Question):
        return step.next is None and (
            takes_more(step) or any(option.next is None for option in step.options)
        )
    return isinstance(step, Call) and len(step.next) < 2


def _cycles(subject: Subject) -> Iterator[Problem]:
    """F05: a loop has a step that counts, and one that shows something."""
    counted = {step.id for step in subject.flow.steps.values() if step.most_visits is not None}
    for ring in cycles(subject.flow, without=counted):
        way = " → ".join([*ring, ring[0]])
        back = next(
            edge for edge in edges_of(subject.flow.steps[ring[-1]]) if edge.target == ring[0]
        )
        message = Wording("The steps go round for ever: %(way)s", way=way)
        fix = Wording(
            "Give one of them “max: 2”, or lead on to a later step than “%(step)s”.", step=ring[0]
        )
        yield subject.error("F05", message, *back.place, fix=fix)
    yield from _silent_cycles(subject, counted)


def _silent_cycles(subject: Subject, counted: set[str]) -> Iterator[Problem]:
    """F05: decisions and “else” alone lead round; that a step counts does not end it."""
    for ring in cycles(subject.flow, along=(Way.BRANCH, Way.ELSE)):
        if not counted & set(ring):
            continue
        way = " → ".join([*ring, ring[0]])
        message = Wording("Nothing is asked on this way round: %(way)s", way=way)
        fix = Wording("Let one of the “else” or branches lead on to a step that is shown.")
        yield subject.error("F05", message, "steps", ring[-1], fix=fix)


def _answers_lead_on(subject: Subject, step: Step) -> Iterator[Problem]:
    """F06: every answer leads somewhere."""
    if not isinstance(step, Question) or step.next is not None:
        return
    for index, option in enumerate(step.options):
        if option.next is None and not option.listed:
            message = Wording(
                "The option “%(option)s” of “%(step)s” leads nowhere",
                option=option.id,
                step=step.id,
            )
            fix = Wording("Give the option a “next”, or the question one for all options.")
            yield subject.error("F06", message, "steps", step.id, "options", index, fix=fix)
    if takes_more(step) or (step.kind == "confirm" and not step.options):
        message = Wording("The question “%(step)s” leads nowhere", step=step.id)
        fix = Wording("Give the question a “next”.")
        yield subject.error("F06", message, "steps", step.id, fix=fix)


def _outcomes_lead_on(subject: Subject, step: Step) -> Iterator[Problem]:
    """F32: a remedy says what follows on each outcome. F08: on "worse" it is a person."""
    if not isinstance(step, RemedyStep):
        return
    if missing := [outcome for outcome in OUTCOMES if outcome not in step.next]:
        message = Wording(
            "The step “%(step)s” does not say where to go on %(outcomes)s",
            step=step.id,
            outcomes=", ".join(missing),
        )
        lines = ", ".join(f"{outcome}: …" for outcome in missing)
        fix = Wording("Add %(lines)s to its “next”.", lines=lines)
        yield subject.error("F32", message, "steps", step.id, "next", fix=fix)
    target = subject.flow.steps.get(step.next.get(WORSE, ""))
    if target is not None and target.id not in persons(subject.flow):
        message = Wording(
            "On “worse” the step “%(step)s” goes on to “%(target)s” instead of a person",
            step=step.id,
            target=target.id,
        )
        fix = Wording("Let “worse” lead to an “end: escalate”.")
        yield subject.error("F08", message, "steps", step.id, "next", WORSE, fix=fix)


def _else(subject: Subject, step: Step) -> Iterator[Problem]:
    """F31: a step with a condition says where to go if it does not hold, a decision where if none
    of its conditions does."""
    if isinstance(step, Decision) and step.otherwise is None:
        message = Wording("The decision “%(step)s” has no “else”", step=step.id)
        fix = Wording("Add “else: …” with the step to go to if no condition holds.")
        yield subject.error("F31", message, "steps", step.id, "decide", fix=fix)
    if ("steps", step.id, "when") in subject.parsed.positions and step.otherwise is None:
        message = Wording("The step “%(step)s” has a “when” but no “else”", step=step.id)
        fix = Wording("Add “else: …” with the step to go to if the condition does not hold.")
        yield subject.error("F31", message, "steps", step.id, "when", fix=fix)


def _options(subject: Subject, step: Step) -> Iterator[Problem]:
    """F16: few enough to be read at a glance."""
    if isinstance(step, Question) and _written(step) > MOST_OPTIONS:
        message = Wording(
            "The question “%(step)s” has %(options)s options",
            step=step.id,
            options=_written(step),
        )
        fix = Wording(
            "Ask in two steps, or merge options until there are %(most)s at most.",
            most=MOST_OPTIONS,
        )
        yield subject.warning("F16", message, "steps", step.id, "options", fix=fix)


def _written(step: Question) -> int:
    return sum(not option.listed for option in step.options)


def _length(subject: Subject) -> Iterator[Problem]:
    """F15 and F16: as long as was promised, and short enough to be gone through."""
    flow = subject.flow
    if len(flow.steps) > MOST_STEPS:
        message = Wording("The flow has %(steps)s steps", steps=len(flow.steps))
        fix = Wording("Split it: a “call” step takes in another flow.")
        yield subject.warning("F16", message, "steps", fix=fix)
    if flow.start not in flow.steps:
        return
    screens = int(heaviest_path(flow, lambda step: not isinstance(step, End | Decision)))
    if screens > MOST_SCREENS:
        message = Wording(
            "The longest way through the flow has %(screens)s screens", screens=screens
        )
        fix = Wording(
            "Ask for the most likely cause first; %(most)s screens are what people bear.",
            most=MOST_SCREENS,
        )
        yield subject.warning("F15", message, "start", fix=fix)
    minutes = heaviest_path(flow, lambda step: _minutes(subject, step))
    if minutes > flow.minutes * MINUTES_TOLERANCE + 1e-9:
        message = Wording(
            "The longest way takes about %(minutes)s minutes, promised are %(promised)s",
            minutes=f"{minutes:.0f}",
            promised=flow.minutes,
        )
        fix = Wording("Promise what it takes, or shorten the way.")
        yield subject.warning("F15", message, "minutes", fix=fix)


def _minutes(subject: Subject, step: Step) -> float:
    if isinstance(step, RemedyStep):
        remedy = subject.flow.remedies.get(step.remedy)
        return remedy.minutes if remedy else 0
    return QUESTION_MINUTES if isinstance(step, Question) else 0
