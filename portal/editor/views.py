"""The editor's blueprint; each view module puts its routes on it."""

from portal.editor import (  # noqa: F401 - imported for their routes
    edit_views,
    list_views,
    new_views,
    picture_views,
    preview_views,
    revision_views,
    side_by_side_views,
    state_views,
)
from portal.editor.blueprint import blueprint

__all__ = ["blueprint"]
