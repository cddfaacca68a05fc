"""The flow editor's blueprint; each view module puts its routes on it."""

from portal.flow_editor import (  # noqa: F401 - imported for their routes
    draft_views,
    new_views,
    try_out_views,
    version_views,
)
from portal.flow_editor.blueprint import blueprint

__all__ = ["blueprint"]
