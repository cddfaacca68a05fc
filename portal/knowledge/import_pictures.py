"""Pictures beside imported files: only those that lie below the folder and are pictures."""

from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from articles.links import find_links, relative_target
from portal.core.errors import PortalError
from portal.core.files import FolderStore, store_file
from portal.knowledge.models import ArticleImage, Translation
from portal.web.images import read_picture


class PictureTaker:
    """Stores the pictures that texts below one folder name."""

    def __init__(self, store: FolderStore, folder: Path) -> None:
        self._store = store
        self._folder = folder.resolve()

    def take(
        self, session: Session, translation: Translation, body: str, *, now: datetime
    ) -> list[str]:
        """Store what `body` shows and is not stored yet; returns the sources that are not there."""
        query = select(ArticleImage.path).where(ArticleImage.translation_id == translation.id)
        known = set(session.scalars(query))
        missing = []
        for source in dict.fromkeys(link.target for link in find_links(body) if link.image):
            if source in known or "://" in source or source.startswith(("data:", "//")):
                continue
            known.add(source)
            path = self._find(translation.path or "", source)
            if path is None or not self._store_one(session, translation, source, path, now):
                missing.append(source)
        return missing

    def _find(self, article_path: str, source: str) -> Path | None:
        base = PurePosixPath("" if source.startswith("/") else article_path)
        target = relative_target(source.lstrip("/"), base=base)
        if target is None:
            return None
        path = (self._folder / target[0]).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None

    def _store_one(
        self, session: Session, translation: Translation, source: str, path: Path, now: datetime
    ) -> bool:
        try:
            picture = read_picture(path.read_bytes(), keep_bytes=True)
        except (PortalError, OSError):
            return False
        file = store_file(
            session,
            self._store,
            picture.data,
            media_type=picture.media_type,
            name=path.name,
            owner=f"translation:{translation.id}",
            actor_id=None,
            now=now,
        )
        session.add(ArticleImage(translation_id=translation.id, path=source, file_id=file.id))
        return True
