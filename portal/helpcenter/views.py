"""The help centre's blueprint: every view module puts its routes on it."""

from portal.helpcenter import (  # noqa: F401 - imported for their routes
    article_views,
    attempt_views,
    feedback_views,
    flow_list_views,
    home_views,
    machine_views,
    media_views,
    preference_views,
    search_views,
)
from portal.helpcenter.blueprint import blueprint, machines

__all__ = ["blueprint", "machines"]
