"""The customer's blueprint: every view module puts its routes on it."""

from portal.escalations.blueprint import blueprint
from portal.escalations.handing_over import file_views, views  # noqa: F401 - for their routes
from portal.escalations.live import status_views as news_views  # noqa: F401
from portal.escalations.phone import code_views  # noqa: F401
from portal.escalations.status import callback_views, correction_views  # noqa: F401
from portal.escalations.status import views as status_views  # noqa: F401

__all__ = ["blueprint"]
