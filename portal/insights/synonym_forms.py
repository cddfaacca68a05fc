"""The form for a group of synonyms."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField

from portal.editor.forms import language_name
from portal.knowledge.synonym_rules import (
    LONGEST_WORD,
    MOST_WORDS,
    MOST_WORDS_IN_ENTRY,
    Fault,
    Problem,
    problems,
    split_words,
)
from portal.web.inputs import free_text, one_line
from portal.web.locale import LOCALES, current_locale

LONGEST_LIST = 5_000
LONGEST_QUERY = 500


class SynonymForm(Form):
    """The words of a group, and a question to try them with."""

    locale = SelectField(_("Language"))
    words = TextAreaField(
        _("Words that mean the same"),
        filters=[lambda text: free_text(text or "", LONGEST_LIST)],
    )
    query = StringField(
        _("A question to try it with"),
        filters=[lambda text: one_line(text or "", LONGEST_QUERY)],
    )
    base = HiddenField()

    def __init__(
        self, typed: MultiDict[str, str] | None = None, *, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.locale.choices = [(locale, language_name(locale)) for locale in LOCALES]

    @property
    def entries(self) -> tuple[str, ...]:
        """The words, one by one."""
        return split_words(self.words.data or "")

    def fits(self, others: Sequence[Sequence[str]]) -> bool:
        """Can the group stand beside the `others` of its language? Else its field says why not."""
        if not self.validate():
            return False
        found = problems(self.entries, others)
        self.words.errors = [_said(problem) for problem in found]
        return not found


def _said(problem: Problem) -> str:
    """What to do about it."""
    match problem.fault:
        case Fault.TOO_FEW:
            return gettext("Give at least two words, each on a line of its own.")
        case Fault.ONE_TO_SEARCH:
            return gettext("To the search these are one word already: no group is needed.")
        case Fault.TOO_MANY:
            return gettext("Give at most %(most)d words in one group.", most=MOST_WORDS)
        case Fault.TOO_LONG:
            return gettext(
                "Shorten “%(word)s” to %(words)d words and %(characters)d characters.",
                word=problem.word,
                words=MOST_WORDS_IN_ENTRY,
                characters=LONGEST_WORD,
            )
        case Fault.NOTHING_TO_FIND:
            return gettext(
                "Take “%(word)s” out: the search passes over such words.", word=problem.word
            )
        case Fault.IN_OTHER_GROUP:
            return gettext(
                "“%(word)s” stands in another group: %(group)s. Add the words there, or take it"
                " out here.",
                word=problem.word,
                group=", ".join(problem.other),
            )
