"""The blueprints of people and mails; their views stand in one file per noun."""

from portal.accounts import (  # noqa: F401 - imported for their routes
    account_views,
    mail_views,
    password_views,
    people_views,
    picture_views,
    preview_views,
    sign_in_views,
    work_views,
)
from portal.accounts.blueprint import blueprint, portraits

__all__ = ["blueprint", "portraits"]
