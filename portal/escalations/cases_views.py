"""The agents' blueprint; each view module puts its routes on it."""

from portal.escalations import case_views, inbox_views  # noqa: F401 - imported for their routes
from portal.escalations.cases_blueprint import blueprint

__all__ = ["blueprint"]
