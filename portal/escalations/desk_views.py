"""The agents' blueprint; each view module puts its routes on it."""

from portal.escalations.bulk import views as bulk_views  # noqa: F401 - for their routes
from portal.escalations.composer import views as composer_views  # noqa: F401
from portal.escalations.desk import run_views, views  # noqa: F401
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.finding import similar_views  # noqa: F401
from portal.escalations.inbox import saved_views  # noqa: F401
from portal.escalations.inbox import views as inbox_views  # noqa: F401
from portal.escalations.joining import views as joining_views  # noqa: F401
from portal.escalations.live import case_views  # noqa: F401
from portal.escalations.live import inbox_views as inbox_news_views  # noqa: F401
from portal.escalations.outbox import views as outbox_views  # noqa: F401
from portal.escalations.phone import code_views  # noqa: F401
from portal.escalations.phone import views as phone_views  # noqa: F401
from portal.escalations.promises import views as promise_views  # noqa: F401
from portal.escalations.status import thanks_views  # noqa: F401
from portal.escalations.tags import views as tag_views  # noqa: F401

__all__ = ["blueprint"]
