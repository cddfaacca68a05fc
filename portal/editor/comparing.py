"""What differs between two texts of an article, field by field."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from articles.diffing import DiffRow, difference
from portal.editor.forms import fields_of
from portal.knowledge.operations import ArticleText

CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """The rows of one field that is not the same; `name` is the form's field."""

    name: str
    label: str
    rows: tuple[DiffRow, ...]


def differences(old: ArticleText, new: ArticleText) -> tuple[FieldDifference, ...]:
    """The fields in which `new` differs from `old`, properties last."""
    before, after = fields_of(old), fields_of(new)
    labels = {
        "title": _("Title"),
        "body": _("Text"),
        "summary": _("Summary"),
        "keywords": _("Keywords"),
        "related": _("Related articles"),
        "checked_on": _("Checked on"),
        "checked_by": _("Checked by"),
    }
    return tuple(
        FieldDifference(
            name,
            label,
            difference(_plain(before[name]), _plain(after[name]), context=CONTEXT_LINES),
        )
        for name, label in labels.items()
        if before[name] != after[name]
    )


def _plain(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
