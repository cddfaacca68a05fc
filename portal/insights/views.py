"""The blueprint of the search's pages; each view module puts its routes on it."""

from portal.insights import (  # noqa: F401 - imported for their routes
    overview_views,
    ranking_views,
    rule_views,
    synonym_views,
)
from portal.insights.blueprint import blueprint

__all__ = ["blueprint"]
