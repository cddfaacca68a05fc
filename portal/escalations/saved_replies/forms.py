"""The form of a saved reply: two languages, and who inserts it."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.accounts.models import Queue
from portal.escalations.lengths import at_most, typed_line
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.escalations.saved_replies.operations import Content
from portal.escalations.saved_replies.rules import Fault, Problem, read_template
from portal.web.formatting import number
from portal.web.inputs import free_text
from portal.web.locale import LOCALES, current_locale

LONGEST_TITLE = 120
LONGEST_BODY = 10_000
LONGEST_TYPED = 1_000_000
"""What comes back to whoever typed it; more than LONGEST_BODY of it is refused, not cut off."""
TEAM = "team:"


def _body(text: str | None) -> str:
    return free_text(text or "", LONGEST_TYPED)


class SavedReplyForm(Form):
    """`teams` are those that the reader may share with, `with_all`: with everybody as well."""

    revision = HiddenField()
    shared = SelectField(_("Who inserts it"))
    title_de = StringField(
        _("Title in German"), filters=[typed_line], validators=[at_most(LONGEST_TITLE)]
    )
    body_de = TextAreaField(_("Text in German"), filters=[_body])
    title_en = StringField(
        _("Title in English"), filters=[typed_line], validators=[at_most(LONGEST_TITLE)]
    )
    body_en = TextAreaField(_("Text in English"), filters=[_body])

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        teams: Sequence[Queue],
        with_all: bool,
        reply: SavedReply | None = None,
    ) -> None:
        data = _data_of(reply) if reply is not None else None
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self._teams = {f"{TEAM}{queue.key}": queue for queue in teams}
        of_teams = [
            (value, gettext("Team %(team)s", team=queue.names[current_locale()]))
            for value, queue in self._teams.items()
        ]
        self.shared.choices = [
            (Shared.OWN.value, gettext("only me")),
            *of_teams,
            *([(Shared.ALL.value, gettext("everybody who answers"))] if with_all else []),
        ]

    @property
    def based_on(self) -> int:
        """The revision that the form was filled in on; 0 for anything else."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    @property
    def content(self) -> Content:
        """What is to be saved: each language that has a text."""
        filled = [locale for locale in LOCALES if self[f"body_{locale}"].data]
        team = self._teams.get(self.shared.data)
        return Content(
            titles={locale: self[f"title_{locale}"].data for locale in filled},
            bodies={locale: self[f"body_{locale}"].data for locale in filled},
            shared=Shared.TEAM if team is not None else Shared(self.shared.data),
            queue_id=team.id if team is not None else None,
        )

    def validate_title_de(self, field: StringField) -> None:
        """A text needs a title."""
        _check_title(field, self.body_de)

    def validate_title_en(self, field: StringField) -> None:
        """A text needs a title."""
        _check_title(field, self.body_en)

    def validate_body_de(self, field: TextAreaField) -> None:
        """At least one language is there, with fields that exist."""
        if not (field.data or self.body_en.data):
            raise ValidationError(gettext("Write the text in one language at least."))
        _check_body(field, self.title_de)

    def validate_body_en(self, field: TextAreaField) -> None:
        """Its fields exist."""
        _check_body(field, self.title_en)


def _data_of(reply: SavedReply) -> dict[str, object]:
    shared = f"{TEAM}{reply.queue.key}" if reply.queue is not None else reply.shared
    texts = {
        f"{part}_{locale}": values.get(locale, "")
        for part, values in (("title", reply.titles), ("body", reply.bodies))
        for locale in LOCALES
    }
    return {"revision": reply.revision, "shared": shared, **texts}


def _check_title(field: StringField, body: TextAreaField) -> None:
    if body.data and not field.data:
        raise ValidationError(gettext("Give the text a title by which it is found."))


def _check_body(field: TextAreaField, title: StringField) -> None:
    text = field.data or ""
    if title.data and not text:
        raise ValidationError(gettext("Write the text that belongs to this title."))
    if len(text) > LONGEST_BODY:
        most = number(LONGEST_BODY)
        raise ValidationError(gettext("Shorten the text to %(most)s characters.", most=most))
    _template, problems = read_template(text)
    field.errors = [*field.errors, *(problem_words(problem) for problem in problems[1:])]
    if problems:
        raise ValidationError(problem_words(problems[0]))


def problem_words(problem: Problem) -> str:
    """What is wrong with a field, where it stands, and what to do."""
    where = gettext(
        "Line %(line)d, character %(column)d:", line=problem.line, column=problem.column
    )
    word = f"{{{problem.word}}}"
    match problem.fault:
        case Fault.UNKNOWN if problem.meant:
            said = gettext(
                "there is no field %(word)s. Did you mean %(meant)s?",
                word=word,
                meant=f"{{{problem.meant}}}",
            )
        case Fault.UNKNOWN:
            said = gettext(
                "there is no field %(word)s. Take one of the list, or ask for it: %(example)s.",
                word=word,
                example=f"{{?{problem.word}: …}}" if problem.word.isidentifier() else "{?name: …}",
            )
        case Fault.UNCLOSED:
            said = gettext("the brace is not closed in this line.")
        case Fault.FORMULA:
            said = gettext(
                "nothing is calculated here. A field is written with one brace: %(example)s.",
                example="{customer_name}",
            )
        case Fault.UNNAMED:
            said = gettext("what is asked for needs a name: %(example)s.", example="{?device: …}")
        case Fault.LONG:
            said = gettext("shorten what is asked for to 80 characters.")
        case Fault.MANY:
            said = gettext("these are too many fields for one text.")
    return f"{where} {said}"
