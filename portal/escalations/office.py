"""Whose portal this is, for acts that write mails and promise times."""

from dataclasses import dataclass

from portal.core.organisation import Organisation
from portal.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Office:
    """The settings of the installation and the organisation behind it."""

    settings: Settings
    organisation: Organisation
