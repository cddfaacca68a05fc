"""The customer's blueprint: every view module puts its routes on it."""

from portal.escalations import (  # noqa: F401 - imported for their routes
    code_views,
    file_views,
    review_views,
    status_views,
)
from portal.escalations.blueprint import blueprint

__all__ = ["blueprint"]
