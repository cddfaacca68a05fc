"""The agents' blueprint; each view module puts its routes on it."""

from portal.escalations import (  # noqa: F401 - imported for their routes
    case_views,
    code_views,
    inbox_views,
    phone_views,
    promise_views,
    reply_views,
    run_views,
)
from portal.escalations.cases_blueprint import blueprint

__all__ = ["blueprint"]
