"""What people type about tags."""

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField

from portal.escalations.tags.models import LONGEST_NAME
from portal.web.inputs import one_line

_TYPED = LONGEST_NAME * 10
"""What comes back to whoever typed it; more than LONGEST_NAME of it is refused, never cut off."""


class TagForm(Form):
    """A tag for a case, or another name for one."""

    name = StringField(_("Tag"), filters=[lambda value: one_line(value or "", _TYPED)], id="tag")


class MergeForm(Form):
    """With which other tag."""

    into = SelectField(_("Merge with"), validate_choice=False)
