"""The blueprint of the search's pages; each view module puts its routes on it."""

from portal.insights import overview_views  # noqa: F401 - imported for its routes
from portal.insights.blueprint import blueprint

__all__ = ["blueprint"]
