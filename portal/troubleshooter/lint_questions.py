"""Rules of what a flow asks for: nothing secret, nothing without a reason, nothing unannounced."""

import re
from collections.abc import Iterator

from portal.journeys.rules import FACTS
from portal.troubleshooter.definition import End, FactIs, Question
from portal.troubleshooter.graph_edges import conditions_of
from portal.troubleshooter.lint_conditions import leaves
from portal.troubleshooter.lint_subject import Subject
from portal.troubleshooter.problems import Problem, Wording
from portal.troubleshooter.unsure import is_unsure

_OPEN = ("text", "number", "date", "file")
# What somebody wants they know; so do they whether they agree.
_WISH = re.compile(
    r"\b(?:möchten|wollen|wünschen|würden|sollen wir|dürfen wir|einverstanden)\b|"
    r"\b(?:would you|do you want|like to|prefer|shall we|may we|agree)\b",
    re.I,
)
_SECRETS = (
    r"(?:[\w-]*passw[oö]rt|[\w-]*kennw[oö]rt|zugangscode|\bPINs?\b|\w+-PIN\b|\bPUK\b|\bTANs?\b|"
    r"\bCV[CV]2?\b|prüf(?:ziffer|nummer)|sicherheitscode|geheimzahl|geheimfrage|kartennummer|"
    r"(?:kredit|giro|ec-?)karten(?:nummer|daten)|wiederherstellungs(?:code|schlüssel)|einmalcode|"
    r"(?:privater|geheimer) schlüssel|passwords?\b|passphrases?\b|passcodes?\b|"
    r"\bcard (?:number|no\b|details)|security codes?\b|recovery (?:code|key)s?\b|private key|"
    r"secret (?:key|answer|question)|one-time code|(?:zugangs|login-?|anmelde)daten|credentials|"
    r"login details)"
)
_SECRET = re.compile(_SECRETS, re.I)
_SECRET_IDS = re.compile(
    r"(?:^|[_.-])(?:password|passwort|kennwort|passphrase|passcode|pin|puk|tan|cvv|cvc|"
    r"card_?number|credit_?card|security_code|recovery_code)(?:$|[_.-])",
    re.I,
)
_ASKED_FOR = re.compile(
    r"(?:wie laute[nt]|was ist|nennen sie(?: uns)?|verraten sie(?: uns)?|schicken sie(?: uns)?|"
    r"teilen sie uns|what (?:is|are)|what[’']s|tell us|give us|send us)(?: bitte)?"
    rf" (?:ihr\w*|das|die|der|den|your|the) (?:[\w-]+ ){{0,2}}{_SECRETS}",
    re.I,
)
# A part of a number is no secret, nor is a warning not to give one.
_NOT_ASKED_FOR = re.compile(
    r"letzten? (?:vier|4)|last (?:four|4)|"
    r"\b(?:nie(?:mals)?|nicht|kein(?:e[nms]?)?)\b[^.?]{0,40}(?:passw|kennw|PIN\b|nummer|code)|"
    r"\b(?:never|not|no)\b[^.?]{0,40}(?:password|PIN\b|card number|code)",
    re.I,
)
# Said about a secret: what a program answered to it, or when it was changed.
_TO_BE_TYPED = re.compile(
    rf"(?:geben|tippen|tragen) sie (?:bitte |hier |uns )*ihr\w* (?:[\w-]+ ){{0,2}}{_SECRETS}"
    r"(?: hier)? (?:ein|an)[\s.:]*\Z|"
    rf"(?:enter|type(?: in)?|give us|provide|confirm) your (?:[\w-]+ ){{0,2}}{_SECRETS}"
    r"(?: here)?[\s.:]*\Z",
    re.I,
)
_ABOUT = re.compile(
    r"meldung|fehlertext|error|message|\b(?:wann|wie oft|seit wann|when|how often)\b", re.I
)
_PERSONAL = re.compile(
    r"\b(?:ihr(?:en?)? (?:voller |vollständiger )?name|vorname|nachname|anschrift|ihre adresse|"
    r"wohnort|postleitzahl|telefonnummer|handynummer|mobilnummer|rufnummer|geburtsdatum|"
    r"geburtstag|geboren|wie heißen sie|e-?mail-?adresse|kundennummer|vertragsnummer|"
    r"kontonummer|iban|"
    r"your (?:full )?name|first name|last name|surname|your (?:home |postal )?address|postcode|"
    r"zip code|(?:phone|mobile|customer|contract|account) number|date of birth|birthday|"
    r"e-?mail address)\b",
    re.I,
)
_PERSONAL_IDS = re.compile(
    r"(?:^|_)(?:name|address|phone|mobile|birth\w*|email|email_address|customer_number|"
    r"contract_number|iban)(?:$|_)"
)
_PLACEHOLDER = re.compile(r"\{([a-z0-9_.-]+)\}")
_NO_THING = ("callback",)
"""Asked before the hand-over, but nothing that one could fetch beforehand."""


def question_problems(subject: Subject) -> Iterator[Problem]:
    """F14, F17, F27 and F28."""
    for step in subject.flow.steps.values():
        if isinstance(step, Question):
            yield from _unsure(subject, step)
            yield from _secrets(subject, step)
            yield from _purpose(subject, step)
    for index, name in enumerate(subject.flow.ask_before_person):
        if _SECRET_IDS.search(name):
            yield _secret(subject, name, "escalate", "ask", index)
    yield from _announced(subject)


def _unsure(subject: Subject, step: Question) -> Iterator[Problem]:
    """F14: nobody is made to guess."""
    if step.kind != "single" or len(step.options) < 2:
        return
    if any(map(is_unsure, step.options)) or any(map(_WISH.search, step.title.values())):
        return
    message = Wording("The question “%(step)s” has no option for who does not know", step=step.id)
    fix = Wording("Add {id: unsure, de: Weiß ich nicht, en: I do not know}.")
    yield subject.warning("F14", message, "steps", step.id, "options", fix=fix)


def _secrets(subject: Subject, step: Question) -> Iterator[Problem]:
    """F27: neither we nor who reads along may ever learn a secret."""
    at = ("steps", step.id)
    is_open = step.kind in _OPEN
    texts = {"title": step.title, "why": step.why} if is_open else {"title": step.title}
    for name, text in texts.items():
        for locale, words in text.items():
            # A choice holds no secret, unless the question asks for one in so many words.
            mentioned = is_open and _SECRET.search(words) and not _ABOUT.search(words)
            asked = mentioned or _ASKED_FOR.search(words) or _TO_BE_TYPED.search(words)
            if asked and not _NOT_ASKED_FOR.search(words):
                yield _secret(subject, words, *at, name, locale)
                return
    harmless = any(_ABOUT.search(words) for words in step.title.values())
    if is_open and _SECRET_IDS.search(step.id) and not harmless:
        yield _secret(subject, step.id, *at)


def _secret(subject: Subject, what: str, *place: str | int) -> Problem:
    message = Wording("This asks for a secret: “%(what)s”", what=what)
    fix = Wording(
        "Never ask for passwords, PINs or whole card numbers; let people enter them where they "
        "belong, or ask for the last four digits."
    )
    return subject.error("F27", message, *place, fix=fix)


def _purpose(subject: Subject, step: Question) -> Iterator[Problem]:
    """F28: who gives personal data is told what for."""
    if step.kind not in _OPEN or step.why:
        return
    if _PERSONAL_IDS.search(step.id) or any(map(_PERSONAL.search, step.title.values())):
        message = Wording(
            "The question “%(step)s” asks for personal data without saying what for", step=step.id
        )
        yield subject.warning("F28", message, "steps", step.id, fix=Wording("Say it in “why”."))


def _announced(subject: Subject) -> Iterator[Problem]:
    """F17: what to have ready is needed, and what is needed is announced."""
    flow = subject.flow
    listed = {needed.id for needed in flow.have_ready}
    questions = {step.id for step in flow.steps.values() if isinstance(step, Question)}
    compared = {
        leaf.name: place
        for step in flow.steps.values()
        for condition, at in conditions_of(step)
        for leaf, place in leaves(condition, at)
        if isinstance(leaf, FactIs)
    }
    named = {
        name
        for step in flow.steps.values()
        if isinstance(step, End)
        for text in step.summary.values()
        for name in _PLACEHOLDER.findall(text)
    }
    used = {*flow.ask_before_person, *questions, *compared, *named}
    for index, needed in enumerate(flow.have_ready):
        if needed.id not in used:
            message = Wording(
                "“%(id)s” is to be had ready, but the flow never needs it", id=needed.id
            )
            fix = Wording("Remove it, or name it under “escalate.ask” or in a question of that id.")
            yield subject.error("F17", message, "have_ready", index, fix=fix)
    fix = Wording("List it under “have_ready”, so that people can fetch it before they start.")
    for index, name in enumerate(flow.ask_before_person):
        if name not in {*listed, *questions, *_NO_THING} and not _SECRET_IDS.search(name):
            message = Wording(
                "“%(name)s” is asked before the hand-over, but not announced", name=name
            )
            yield subject.warning("F17", message, "escalate", "ask", index, fix=fix)
    for name, place in compared.items():
        if name not in listed | questions and name not in FACTS:
            message = Wording(
                "The fact “%(name)s” is compared, but nobody is asked for it", name=name
            )
            yield subject.warning("F17", message, *place, "fact", fix=fix)
