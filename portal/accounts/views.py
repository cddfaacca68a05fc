"""The blueprint of people and mails; its views stand in one file per noun."""

from portal.accounts import (  # noqa: F401 - imported for their routes
    account_views,
    mail_views,
    password_views,
    people_views,
    sign_in_views,
)
from portal.accounts.blueprint import blueprint

__all__ = ["blueprint"]
