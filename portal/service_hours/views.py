"""The pages of the service hours; their views stand in one file per noun."""

from portal.service_hours import calendar_views, team_views  # noqa: F401 - for their routes
from portal.service_hours.blueprint import blueprint

__all__ = ["blueprint"]
