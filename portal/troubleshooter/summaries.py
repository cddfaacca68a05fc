"""What a flow tells the team when it ends at a person: one sentence, with what is known filled in.

Names in braces are looked up, nothing else: a text of an author or a customer is never a template
that is executed (R11).
"""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from portal.remedies.models import Outcome
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.wording import say

TRIED = "tried"
_NAME = re.compile(r"\{([a-z0-9][a-z0-9_.-]*)\}")


def summary_of(stands: Standing, locale: str) -> str:
    """The sentence of the end at which a run stands, in a language; "" if it has none."""
    end = stands.way.here.end
    text = say(end.summary, locale) if end is not None and end.kind == "escalate" else ""
    if not text:
        return ""
    known = {row.step: row.label for row in stands.answers.values()}
    return filled(text, {**known, **stands.facts, TRIED: tried_words(_tried(stands, locale))})


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with each `{name}` replaced by what is known of that name."""
    return _NAME.sub(lambda match: known.get(match[1]) or _("not known"), text)


def tried_words(titles: Sequence[str]) -> str:
    """What was tried, as part of a sentence."""
    return ", ".join(titles) or _("nothing yet")


def _tried(stands: Standing, locale: str) -> list[str]:
    """The remedies of this way that were really done, each once, in their order."""
    done: dict[str, str] = {}
    for place in stands.way.behind:
        remedy = place.remedy
        row = stands.attempts.get(remedy.id) if remedy is not None else None
        if remedy is not None and row is not None and row.outcome != Outcome.COULD_NOT:
            done.setdefault(remedy.id, say(remedy.title, locale) or row.title)
    return list(done.values())
