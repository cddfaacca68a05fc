"""Is the index there and whole, can it be written, and is the model there?"""

from collections.abc import Callable

from portal.core.clock import now
from portal.core.db import db
from portal.core.health import Check, Finding
from portal.core.settings import Settings
from portal.knowledge.index_documents import count_published
from portal.knowledge.index_upkeep import (
    ask_for_repair,
    damage,
    is_being_built,
    what_cannot_be_written,
)
from search.embedder_client import EmbedderClient
from search.embedding import ModelUnavailable
from search.engine import SearchEngine
from search.generations import ManifestBroken, read_manifest


def knowledge_checks(settings: Settings, engine: Callable[[], SearchEngine]) -> list[Check]:
    """The checks of search: the keyword index is needed; what else is missing costs quality.

    Whoever asks sees to it that damage is repaired.
    """

    def keyword_index() -> Finding:
        status = engine().status()
        broken = damage(status)
        wanted = count_published(db.session)
        if wanted == 0 or (status.documents and not broken):
            return Finding("keyword_index", ok=True, required=True)
        ask_for_repair(db.session, status, now=now())
        words = [", ".join(broken) or "empty", f"{wanted} articles wait to be indexed"]
        if is_being_built(db.session):
            words.append("it is being built anew")
        return Finding("keyword_index", ok=False, required=True, detail="; ".join(words))

    def index_writes() -> Finding:
        reason = what_cannot_be_written(db.session)
        return Finding("index_writes", ok=not reason, required=False, detail=reason)

    def model() -> Finding:
        try:
            _ = EmbedderClient(settings.embedder_socket, timeout=1).recipe
        except ModelUnavailable as error:
            return Finding("model", ok=False, required=False, detail=error.reason)
        return Finding("model", ok=True, required=False)

    def vectors() -> Finding:
        status = engine().status()
        problems = [name for name in status.problems if name.startswith("vectors_missing")]
        if problems:
            ask_for_repair(db.session, status, now=now())
            return Finding("vectors", ok=False, required=False, detail=", ".join(problems))
        missing = _without_vectors(settings)
        detail = f"{missing} of {status.documents} texts have no vectors yet" if missing else ""
        return Finding("vectors", ok=not missing, required=False, detail=detail)

    return [keyword_index, index_writes, model, vectors]


def _without_vectors(settings: Settings) -> int:
    try:
        manifest = read_manifest(settings.index_dir)
    except ManifestBroken:
        return 0
    return manifest.without_vectors if manifest else 0
