"""What agents type when they link, merge or split cases."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import ValidationError

from portal.accounts.models import Queue
from portal.escalations.desk.forms import CaseForm, Typed
from portal.escalations.handing_over.pages import FileView
from portal.escalations.lengths import LONGEST_WORDS, at_most, typed_text
from portal.web.locale import current_locale

THIS, OTHER = "this", "other"


class OtherForm(CaseForm):
    """Another case, by its number: to link it, or not any more."""

    number_of = HiddenField(name="number")


class MergeForm(OtherForm):
    """Two cases become one; the older one stays if nothing else is said."""

    other_revision = HiddenField()
    stays = RadioField(
        _("Which case stays?"),
        choices=[
            SelectChoice(THIS, _("This one")),
            SelectChoice(OTHER, _("The other one")),
        ],
    )

    @property
    def other_based_on(self) -> int:
        """The revision of the other case that the page showed."""
        return self.number(self.other_revision)


class SplitForm(CaseForm):
    """A part of the case becomes a case of its own."""

    words = TextAreaField(
        _("What the new case is about"),
        filters=[typed_text],
        validators=[at_most(LONGEST_WORDS)],
    )
    team = SelectField(_("Team"))
    files = SelectMultipleField(_("Files that belong to the new case"))

    def __init__(
        self,
        typed: Typed = None,
        *,
        teams: Sequence[Queue],
        case_files: Sequence[FileView],
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, **kwargs)
        locale = current_locale()
        self.team.choices = [(queue.key, queue.names[locale]) for queue in teams]
        self.files.choices = [(file.public_id, file.name) for file in case_files]

    def validate_words(self, field: TextAreaField) -> None:
        """A new case without words could not be answered."""
        if not field.data:
            raise ValidationError(_("Say what the new case is about, in the customer’s words."))
