"""From what a customer answered and tried to where the run stands. Pure: the same replies give
the same position, so Back, a changed answer, a second tab or another device can't corrupt it."""

from collections import Counter
from collections.abc import Mapping

from portal.troubleshooter.conditions import holds, may_turn
from portal.troubleshooter.definition import (
    COULD_NOT,
    OUTCOMES,
    WORSE,
    Call,
    Decision,
    End,
    Flow,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.position import (
    Answers,
    Passed,
    Position,
    Tried,
    Walked,
    Wanted,
    answer_key,
)
from portal.troubleshooter.replies import accepts, broken_check, known_reply, target
from portal.troubleshooter.waiting import waited_until
from portal.troubleshooter.ways import way_to_person

ESCALATE = "escalate"
ELSE = "else"
MOST_VISITS = 20
"""How often a walk comes to one step at most, whatever the file says."""


def resolve(
    flow: Flow,
    answers: Answers,
    attempts: Mapping[str, Tried],
    facts: Mapping[str, str],
    called: Mapping[str, Flow] | None = None,
) -> Position:
    """Walk from the start as far as replies are known.

    A question with a valid answer is passed; one whose fact is known is passed as skipped; one
    whose answer no longer meets its checks, because another was changed, is asked again. Answers
    to steps off the path lie dormant: neither walk nor conditions see them. A remedy with a
    recorded outcome takes that edge and is never shown again, whichever step names it; if it is
    recorded as done with an unknown result, only the result is wanted. Where the author says that
    it takes time, and the customer waits, `waiting` is wanted. `worse` ends at a person, also when
    it happens in a called flow.
    Where the author wrote no way on, or a loop has no end, the walk goes to a person too. A remedy
    that nobody can describe any more is passed by, as for who could not do it.

    `called` are the flows that `call` steps may enter, one level deep; a call of another flow
    takes its `escalate` edge.
    """
    return _Walk(flow, answers, attempts, facts, called).go()


class _Walk:
    def __init__(
        self,
        flow: Flow,
        answers: Answers,
        attempts: Mapping[str, Tried],
        facts: Mapping[str, str],
        called: Mapping[str, Flow] | None,
    ) -> None:
        self.flow = flow
        self.answers = answers
        self.attempts = attempts
        self.facts = facts
        self.called = called or {}
        self.passed: list[Passed] = []
        self.replies: dict[str, tuple[str, ...]] = {}
        self.shown: set[str] = set()  # remedies
        self.turns: dict[str, None] = {}
        self.decided: list[tuple[str, str]] = []
        self.walked: list[Walked] = []

    def go(self) -> Position:
        step = self._step(self.flow.start)
        visits: Counter[str] = Counter()
        before = key = ""
        left = MOST_VISITS * (len(self.flow.steps) + 1)
        while True:
            left -= 1
            if left < 0:
                return self._stand(way_to_person(self.flow, step.id), Wanted.NOTHING)
            self.walked.append(Walked(before, key, step.id))
            before = step.id
            if isinstance(step, Decision):
                step = self._decide(step)
                key = self.decided[-1][1]
                continue
            if not self._is_shown(step):
                step, key = self._step(step.otherwise, step), ELSE
                continue
            visits[step.id] += 1
            if visits[step.id] > min(step.most_visits or MOST_VISITS, MOST_VISITS):
                step, key = self._step(step.otherwise, step), ELSE
                continue
            taken = self._take(step, visits[step.id])
            if isinstance(taken, Position):
                return taken
            key = self._key(step)
            step = taken

    def _key(self, step: Step) -> str:
        """By what the walk has left a step that was shown, or whose reply was known."""
        if not self.passed or self.passed[-1].step is not step:
            return ESCALATE  # a call of a flow that is not there
        reply = self.passed[-1].reply
        if not isinstance(step, Question):
            return reply[0]
        chosen = [each.id for each in step.options if each.id in reply and not each.listed]
        return chosen[0] if len(chosen) == 1 else ""

    def _take(self, step: Step, visit: int) -> Step | Position:
        """The step that follows, or the position if this one wants something."""
        if isinstance(step, Question):
            return self._ask(step, visit)
        if isinstance(step, RemedyStep):
            return self._propose(step)
        if isinstance(step, Call):
            return self._call(step, visit)
        return self._stand(step, Wanted.NOTHING)

    def _ask(self, step: Question, visit: int) -> Step | Position:
        reply = tuple(self.answers.get(answer_key(step.id, visit), ()))
        skipped = False
        if not accepts(step, reply) or broken_check(step, reply, self.replies):
            reply = known_reply(step, self.facts)
            skipped = True
        if not reply or broken_check(step, reply, self.replies):
            return self._stand(step, Wanted.ANSWER, visit)
        self.replies[step.id] = reply
        self.passed.append(Passed(step, reply, skipped, visit))
        return self._step(target(step, reply), step)

    def _propose(self, step: RemedyStep) -> Step | Position:
        tried = self.attempts.get(step.remedy)
        remedy = self.flow.remedies.get(step.remedy)
        if tried is None and remedy is not None and remedy.gone and not step.says_itself:
            self.passed.append(Passed(step, (COULD_NOT,), skipped=True))
            return self._step(step.next.get(COULD_NOT), step)
        if tried is None:
            waits = step.wait_minutes is not None and waited_until(self.answers.get(step.id, ()))
            return self._stand(step, Wanted.WAITING if waits else Wanted.REMEDY)
        if tried.outcome not in OUTCOMES:
            return self._stand(step, Wanted.RESULT)
        skipped = not tried.here or step.remedy in self.shown
        self.shown.add(step.remedy)
        self.passed.append(Passed(step, (tried.outcome,), skipped))
        following = self._step(step.next.get(tried.outcome), step)
        if tried.outcome == WORSE and not _is_person(following):
            return way_to_person(self.flow, step.id)
        return following

    def _call(self, step: Call, visit: int) -> Step | Position:
        flow = self.called.get(step.flow)
        if flow is None:
            return self._step(step.next.get(ESCALATE), step)
        prefix = f"{answer_key(step.id, visit)}:"
        answers = {
            key.removeprefix(prefix): reply
            for key, reply in self.answers.items()
            if key.startswith(prefix)
        }
        inner = resolve(flow, answers, self.attempts, self.facts)
        if not isinstance(inner.step, End):
            return self._stand(step, inner.wants, visit, inner)
        outcome = inner.step.kind
        self.passed.append(Passed(step, (outcome,), skipped=not _was_shown(inner), visit=visit))
        following = self._step(step.next.get(outcome), step)
        if _got_worse(inner) and not _is_person(following):
            return way_to_person(self.flow, step.id)
        return following

    def _step(self, id_: str | None, before: Step | None = None) -> Step:
        """The step of that id, or a person if there is none."""
        step = self.flow.steps.get(id_ or "")
        if step is not None:
            return step
        return way_to_person(self.flow, before.id if before is not None else self.flow.start)

    def _decide(self, step: Decision) -> Step:
        """Where the step leads; ways that it may take yet are noted."""
        for number, branch in enumerate(step.branches, start=1):
            found = holds(branch.when, self.replies, self.attempts, self.facts)
            turns = may_turn(branch.when, self.attempts, self.facts)
            if turns and not found:
                self.turns[self._step(branch.next, step).id] = None
            if found:
                if turns:
                    others = (other.next for other in step.branches[number:])
                    for target in (*others, step.otherwise):
                        self.turns[self._step(target, step).id] = None
                self.decided.append((step.id, str(number)))
                return self._step(branch.next, step)
        self.decided.append((step.id, ELSE))
        return self._step(step.otherwise, step)

    def _is_shown(self, step: Step) -> bool:
        """Whether its condition holds; where that may change, the other way is noted."""
        if step.when is None:
            return True
        found = holds(step.when, self.replies, self.attempts, self.facts)
        if may_turn(step.when, self.attempts, self.facts):
            self.turns[self._step(step.otherwise, step).id if found else step.id] = None
        return found

    def _stand(
        self, step: Step, wants: Wanted, visit: int = 1, inner: Position | None = None
    ) -> Position:
        behind, turns, decided = tuple(self.passed), tuple(self.turns), tuple(self.decided)
        walked = tuple(self.walked)
        return Position(step, wants, behind, visit, inner, turns, decided, walked)


def _is_person(step: Step) -> bool:
    return isinstance(step, End) and step.kind == ESCALATE


def _got_worse(position: Position) -> bool:
    """Did the walk end because something made it worse?"""
    last = position.passed[-1] if position.passed else None
    return last is not None and isinstance(last.step, RemedyStep) and last.reply == (WORSE,)


def _was_shown(position: Position) -> bool:
    return any(not entry.skipped for entry in position.passed)
