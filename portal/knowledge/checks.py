"""Is the index there, and is the model?"""

from collections.abc import Callable

from portal.core.db import db
from portal.core.health import Check, Finding
from portal.core.settings import Settings
from portal.knowledge.indexing import count_published
from search.embedder_client import EmbedderClient
from search.embedding import ModelUnavailable
from search.engine import SearchEngine


def knowledge_checks(settings: Settings, engine: Callable[[], SearchEngine]) -> list[Check]:
    """The checks of search: the keyword index is needed, model and vectors are missed."""

    def keyword_index() -> Finding:
        status = engine().status()
        wanted = count_published(db.session) if status.documents == 0 else status.documents
        ok = status.documents > 0 or wanted == 0
        detail = "" if ok else f"{wanted} articles wait to be indexed"
        return Finding("keyword_index", ok=ok, required=True, detail=detail)

    def model() -> Finding:
        try:
            _ = EmbedderClient(settings.embedder_socket, timeout=1).recipe
        except ModelUnavailable as error:
            return Finding("model", ok=False, required=False, detail=error.reason)
        return Finding("model", ok=True, required=False)

    def vectors() -> Finding:
        status = engine().status()
        detail = ", ".join(status.problems)
        return Finding("vectors", ok=not status.problems, required=False, detail=detail)

    return [keyword_index, model, vectors]
