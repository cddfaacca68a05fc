"""What the roles are called on pages."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from portal.web.access import Role

ROLE_NAMES: dict[Role, LazyString] = {
    Role.AGENT: _("Support"),
    Role.EDITOR: _("Editing"),
    Role.REVIEWER: _("Reviewing"),
    Role.LEAD: _("Team lead"),
    Role.ADMIN: _("Administration"),
}
ROLE_TASKS: dict[Role, LazyString] = {
    Role.AGENT: _("Support: reads everything, writes drafts"),
    Role.EDITOR: _("Editing: also keeps articles and topics in order"),
    Role.REVIEWER: _("Reviewing: also publishes articles"),
    Role.LEAD: _("Team lead: also leads the team"),
    Role.ADMIN: _("Administration: also people and mails"),
}


def role_name(role: str) -> str:
    """The role as a word in the reader's language."""
    return str(ROLE_NAMES[Role(role)])
