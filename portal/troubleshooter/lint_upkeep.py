"""Rules of keeping a flow alive: who answers for it, what is tested, what running sessions know."""

from collections.abc import Iterator

from portal.troubleshooter.definition import Decision, End, Flow, Question, Text
from portal.troubleshooter.flow_tests import coverage, run_tests
from portal.troubleshooter.lint_subject import Subject
from portal.troubleshooter.problems import Problem, Wording

_MOST_NAMED = 6


def upkeep_problems(subject: Subject) -> Iterator[Problem]:
    """F22 to F25."""
    queue = subject.flow.queue
    if queue and queue not in subject.world.queues:
        message = Wording("There is no team “%(team)s”", team=queue)
        fix = Wording("One of: %(choices)s.", choices=", ".join(sorted(subject.world.queues)))
        yield subject.error("F22", message, "escalate", "queue", fix=fix)
    yield from _owner(subject)
    yield from _tests(subject)
    if subject.old is not None:
        yield from _ids(subject, subject.old)


def _owner(subject: Subject) -> Iterator[Problem]:
    """F23: somebody answers for what customers see, and looks at it again."""
    flow = subject.flow
    no_date = not flow.review_by and ("review_by",) not in subject.parsed.positions
    if flow.status == "published" and (no_date or not flow.owner):
        if not no_date:
            message = Wording("The flow is published, but has no owner")
        elif flow.owner:
            message = Wording("The flow is published, but has no review_by")
        else:
            message = Wording("The flow is published, but has no owner and no review_by")
        fix = Wording("Name who looks after it, and until when (review_by: 2027-03-01).")
        yield subject.error("F23", message, "status", fix=fix)
    if flow.review_by and flow.review_by < subject.world.today and flow.status != "archived":
        message = Wording("The flow was to be reviewed by %(day)s", day=flow.review_by)
        fix = Wording("Go through it, then set a new date.")
        yield subject.warning("F23", message, "review_by", fix=fix)


def _tests(subject: Subject) -> Iterator[Problem]:
    """F24: every end is walked to, and every step and option on the way."""
    flow = subject.flow
    missed = coverage(flow, run_tests(flow, subject.world.called))
    reached = subject.reached()
    for end in missed.ends:
        if end in reached:
            message = Wording("No test walks to the end “%(end)s”", end=end)
            fix = Wording("Add one under “tests”: name, answers, outcomes, expect: {end: …}.")
            yield subject.error("F24", message, "steps", end, fix=fix)
    steps = [
        step for step in missed.steps if step in reached and not isinstance(flow.steps[step], End)
    ]
    options = [f"{step}: {option}" for step, option in missed.options if step in reached]
    if flow.tests and (steps or options):
        named = [*steps, *options]
        first, more = ", ".join(named[:_MOST_NAMED]), len(named) - _MOST_NAMED
        if more > 0:
            message = Wording(
                "No test comes by %(places)s and %(more)s more", places=first, more=more
            )
        else:
            message = Wording("No test comes by %(places)s", places=first)
        fix = Wording("Add tests that take these ways.")
        yield subject.warning("F24", message, "tests", fix=fix)


def _ids(subject: Subject, old: Flow) -> Iterator[Problem]:
    """F25: answers of running sessions are kept by id."""
    flow = subject.flow
    if flow.id != old.id:
        message = Wording("The flow was called “%(flow)s”", flow=old.id)
        fix = Wording("Keep the id; the title may change.")
        yield subject.error("F25", message, "id", fix=fix)
    now = {known: step for step in flow.steps.values() for known in (*step.renamed_from, step.id)}
    for step in old.steps.values():
        if isinstance(step, Decision):
            continue  # nobody stands there, nothing is kept under its id
        if step.id not in now:
            message = Wording(
                "The step “%(step)s” is gone, but running sessions may stand there", step=step.id
            )
            yield subject.error("F25", message, "steps", fix=_kept(step.id))
            continue
        new = now[step.id]
        if not isinstance(step, Question) or not isinstance(new, Question):
            continue
        known = {id_ for option in new.options for id_ in (option.id, *option.renamed_from)}
        for option in step.options:
            if option.id not in known:
                message = Wording(
                    "The option “%(option)s” of “%(step)s” is gone, but may be chosen",
                    option=option.id,
                    step=step.id,
                )
                place = ("steps", new.id, "options")
                yield subject.error("F25", message, *place, fix=_kept(option.id))
    yield from _remedies(subject, old)


def _kept(id_: str) -> Wording:
    return Wording("Keep the id, or write “renamed_from: %(id)s” where it is now.", id=id_)


def _remedies(subject: Subject, old: Flow) -> Iterator[Problem]:
    """F25 for remedies: the same words under another id would be proposed a second time."""
    flow = subject.flow
    before: dict[str, str] = {
        words: remedy.id
        for remedy in old.remedies.values()
        if remedy.local and remedy.id not in {*flow.remedies, *subject.world.catalogue}
        for words in _wordings(remedy.title)
    }
    for remedy in flow.remedies.values():
        former = next((before[words] for words in _wordings(remedy.title) if words in before), None)
        if former is not None and remedy.local:
            message = Wording(
                "The remedy “%(former)s” is called “%(remedy)s” now: who tried it is asked again",
                former=former,
                remedy=remedy.id,
            )
            place = subject.remedy_place(remedy.id)
            fix = Wording("Keep the id; its texts may change.")
            yield subject.error("F25", message, *place, fix=fix)


def _wordings(title: Text) -> tuple[str, ...]:
    return tuple(f"{locale}:{words}" for locale, words in title.items())
