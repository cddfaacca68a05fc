"""The intake's blueprint: every view module puts its routes on it."""

from portal.intake import tell_views, understood_views  # noqa: F401 - imported for their routes
from portal.intake.blueprint import blueprint

__all__ = ["blueprint"]
