"""What customers send: their text, and what they let stand of what we made of it."""

from collections.abc import Mapping, Sequence

from portal.core.errors import Invalid
from portal.intake.claims import Claim
from portal.intake.operations import Said
from portal.remedies.models import Outcome
from portal.web.formatting import number
from portal.web.inputs import free_text, one_line

LONGEST_WORDS = 10_000
LONGEST_VALUE = 300
YES, NO = "yes", "no"


def read_words(form: Mapping[str, str]) -> str:
    """The text as it was typed, at whatever length."""
    typed = form.get("words", "")
    return free_text(typed, len(typed))


def checked_words(words: str) -> str:
    """The text if it can be read; raises Invalid with what to do if not."""
    if not words:
        raise Invalid("Write what happened. One sentence is enough.")
    if len(words) > LONGEST_WORDS:
        raise Invalid(
            "Your text has %(length)s characters, we can read %(most)s. Shorten it, for example by "
            "mails that you have copied: everything you wrote still stands below.",
            length=number(len(words)),
            most=number(LONGEST_WORDS),
        )
    return words


def read_said(form: Mapping[str, str], claims: Sequence[Claim], facts: Sequence[str]) -> Said:
    """What the form says of these claims and facts; a field that it lacks says nothing."""
    attempts: dict[str, Outcome | None] = {}
    for claim in claims:
        answer = form.get(f"did:{claim.remedy}", "")
        if answer == YES:
            attempts[claim.remedy] = _outcome(form.get(f"outcome:{claim.remedy}", ""))
        elif answer == NO or (not answer and f"tick:{claim.remedy}" in form):
            attempts[claim.remedy] = None
    stated = {
        name: "" if f"drop:{name}" in form else one_line(form[f"fact:{name}"], LONGEST_VALUE)
        for name in facts
        if f"fact:{name}" in form
    }
    return Said(attempts, stated)


def read_revision(form: Mapping[str, str]) -> int | None:
    """Which text the page was about; None if it does not say."""
    value = form.get("revision", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _outcome(value: str) -> Outcome:
    return Outcome(value) if value in set(Outcome) else Outcome.UNKNOWN
