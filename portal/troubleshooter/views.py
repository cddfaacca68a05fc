"""The troubleshooter's blueprints: every view module puts its routes on them."""

from portal.troubleshooter import (  # noqa: F401 - imported for their routes
    act_views,
    desk_views,
    file_views,
    pause_views,
    start_views,
    step_views,
    together_views,
)
from portal.troubleshooter.blueprint import blueprint, desk

__all__ = ["blueprint", "desk"]
