"""What is typed for an act on several cases: the fields of the same act on one."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField
from wtforms.validators import ValidationError

from portal.accounts.models import Person, Queue
from portal.core.errors import Invalid
from portal.escalations.bulk.rules import BulkAct
from portal.escalations.desk.forms import (
    CaseForm,
    HandOverForm,
    NoteForm,
    Typed,
    WaitingForm,
)
from portal.escalations.promises.forms import PriorityForm
from portal.escalations.tags.forms import TagForm
from portal.escalations.tags.models import Tag
from portal.escalations.tags.rules import tidy_name
from portal.service_hours.rules import Calendar


class BulkTagForm(TagForm):
    """The same tag for all."""

    def validate_name(self, field: SelectField) -> None:
        """It has to be one."""
        try:
            tidy_name(field.data or "")
        except Invalid as error:
            raise ValidationError(_(error.message, **error.parameters)) from error


class UntagForm(Form):
    """One of the tags that the cases have."""

    tag = SelectField(_("Which tag"), validate_choice=True)

    def __init__(self, typed: Typed = None, *, tags: Sequence[Tag]) -> None:
        super().__init__(typed)
        self.tag.choices = [(tag.public_id, tag.name) for tag in tags]


def form_for(
    act: BulkAct,
    typed: Typed,
    *,
    people: Sequence[Person],
    teams: Sequence[Queue],
    tags: Sequence[Tag],
    calendar: Calendar,
    now: datetime,
) -> Form:
    """The fields of an act; `people`, `teams` and `tags` are what can be chosen from."""
    kinds: dict[BulkAct, Callable[[], Form]] = {
        BulkAct.TAKE: lambda: CaseForm(typed),
        BulkAct.HAND_OVER: lambda: HandOverForm(typed, people=people, teams=teams),
        BulkAct.PRIORITY: lambda: PriorityForm(typed),
        BulkAct.TAG: lambda: BulkTagForm(typed),
        BulkAct.UNTAG: lambda: UntagForm(typed, tags=tags),
        BulkAct.WAIT: lambda: WaitingForm(typed, calendar=calendar, now=now),
        BulkAct.NOTE: lambda: NoteForm(typed),
    }
    return kinds[act]()
