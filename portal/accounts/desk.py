"""The pages about account, people and mails stand beside each other; here is their list."""

from flask import request, url_for
from flask_babel import gettext as _

from portal.accounts.pages import DeskLink
from portal.web.access import Permission, current_reader


def desk_links() -> tuple[DeskLink, ...]:
    """The pages that this reader may open, the present one marked."""
    links = (
        (_("Your account"), "accounts.account", Permission.READ_INTERNAL),
        (_("People"), "accounts.list_people", Permission.MANAGE_PEOPLE),
        (_("Outgoing mails"), "accounts.list_mails", Permission.SEE_MAILS),
    )
    reader = current_reader()
    return tuple(
        DeskLink(label, url, current=request.path.startswith(url))
        for label, url in (
            (label, url_for(endpoint)) for label, endpoint, needs in links if reader.may(needs)
        )
    )
