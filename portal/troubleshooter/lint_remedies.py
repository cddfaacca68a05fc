"""Rules of remedies: known, told apart, and safe."""

from collections.abc import Iterator, Mapping

from portal.troubleshooter.definition import FlowRemedy, RemedyStep
from portal.troubleshooter.lint_subject import LANGUAGES, Subject
from portal.troubleshooter.lint_texts import normalised
from portal.troubleshooter.problems import Problem, Wording


def remedy_problems(subject: Subject) -> Iterator[Problem]:
    """F13, F20 and F21."""
    yield from _known(subject)
    yield from _aliases(subject)
    for remedy in subject.flow.remedies.values():
        place = subject.remedy_place(remedy.id)
        if remedy.risk == "high" and not remedy.consent:
            message = Wording(
                "“%(remedy)s” is risky, but nobody is asked for consent", remedy=remedy.id
            )
            fix = Wording("Say under “consent” what may be lost.")
            yield subject.error("F20", message, *place, fix=fix)
        if remedy.local and not remedy.verify:
            message = Wording(
                "“%(remedy)s” does not say how to see whether it helped", remedy=remedy.id
            )
            fix = Wording("Add “verify” with a question, such as “Is the page faster now?”.")
            yield subject.warning("F21", message, *place, fix=fix)


def _known(subject: Subject) -> Iterator[Problem]:
    """F13: remedies have an identity, here or in the catalogue."""
    flow = subject.flow
    fix = Wording("Name one of the catalogue, or describe it under “remedies”.")
    reported = set()
    for id_, index in subject.declared.items():
        remedy = flow.remedies.get(id_)
        if remedy is None or not (remedy.local or id_ in subject.world.catalogue):
            message = Wording("The catalogue has no remedy “%(remedy)s”", remedy=id_)
            reported.add(id_)
            yield subject.error("F13", message, "remedies", index, "id", fix=fix)
    for step in flow.steps.values():
        if isinstance(step, RemedyStep) and step.remedy not in {*flow.remedies, *reported}:
            message = Wording(
                "There is no remedy “%(remedy)s”, neither here nor in the catalogue",
                remedy=step.remedy,
            )
            yield subject.error("F13", message, "steps", step.id, "do", fix=fix)


def _aliases(subject: Subject) -> Iterator[Problem]:
    """F13: the same words would be recognised as two remedies."""
    flow, catalogue = subject.flow, subject.world.catalogue
    own_words = [remedy for remedy in flow.remedies.values() if _has_own_words(subject, remedy)]
    rewritten = {remedy.id for remedy in own_words}
    owners: dict[tuple[str, str], str] = {}
    for remedy in catalogue.values():
        if remedy.id not in rewritten:
            for key in _keys(remedy.aliases):
                owners.setdefault(key, remedy.id)
    for own in own_words:
        for locale, names in own.aliases.items():
            for index, name in enumerate(names):
                owner = owners.setdefault((locale, normalised(name)), own.id)
                if owner != own.id:
                    message = Wording(
                        "The %(language)s alias “%(alias)s” stands for “%(remedy)s” "
                        "and for “%(other)s”",
                        language=LANGUAGES[locale],
                        alias=name,
                        remedy=own.id,
                        other=owner,
                    )
                    place = (*subject.remedy_place(own.id), "aliases", locale, index)
                    fix = Wording("Keep it for one of them.")
                    yield subject.error("F13", message, *place, fix=fix)


def _has_own_words(subject: Subject, remedy: FlowRemedy) -> bool:
    return (*subject.remedy_place(remedy.id), "aliases") in subject.parsed.positions


def _keys(aliases: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for locale, names in aliases.items():
        for name in names:
            yield locale, normalised(name)
