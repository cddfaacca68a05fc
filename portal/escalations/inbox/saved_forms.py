"""What people type about a filter that they keep."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, StringField

from portal.accounts.models import Queue
from portal.escalations.inbox.models import LONGEST_NAME
from portal.web.inputs import one_line
from portal.web.locale import current_locale

OWN = ""
_TYPED = LONGEST_NAME * 10
"""What comes back to whoever typed it; more than LONGEST_NAME of it is refused, never cut off."""


class SavedForm(Form):
    """A name, and who sees the filter: its owner, or a team that the reader leads."""

    name = StringField(_("Name"), filters=[lambda value: one_line(value or "", _TYPED)])
    shared = SelectField(_("Who sees it"), validate_choice=False, default=OWN)

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        teams: Sequence[Queue],
        prefix: str = "",
        name: str = "",
        shared: str = OWN,
    ) -> None:
        super().__init__(typed, data={"name": name, "shared": shared})
        for field in (self["name"], self.shared):
            field.id = f"{prefix}{field.id}"
        self._teams = {queue.key: queue for queue in teams}
        locale = current_locale()
        self.shared.choices = [
            (OWN, gettext("Only me")),
            *((queue.key, gettext("Team %(team)s", team=queue.names[locale])) for queue in teams),
        ]

    @property
    def queue(self) -> Queue | None:
        """The team that was chosen; a key that is none of the reader's is nobody but them."""
        return self._teams.get(self.shared.data or "")
