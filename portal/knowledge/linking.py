"""Where links and pictures in an article's text lead.

`article:<key>` names an article; an imported file's relative path names the file beside it.
Only an article that is published, and open to everybody who may read this one, is linked: a
page never betrays the title of a draft.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from articles.links import relative_target
from portal.core.files import StoredFile
from portal.knowledge.models import VISIBILITIES, Article, ArticleImage, Translation


class Links:
    """Resolves the links of one translation and remembers what was asked."""

    def __init__(self, session: Session, translation: Translation) -> None:
        self._session = session
        self._translation = translation
        self.asked: dict[str, str | None] = {}

    def resolve(self, target: str) -> str | None:
        """The address for `article:<key>[#anchor]` or a relative path; None if there is none."""
        address, _, anchor = target.partition("#")
        name = self._name(address)
        if name is None:
            return None
        if name not in self.asked:
            self.asked[name] = self._find(name)
        url = self.asked[name]
        return f"{url}#{anchor}" if url and anchor else url

    def _name(self, address: str) -> str | None:
        if address.startswith("article:"):
            return address
        if self._translation.path is None:
            return None
        found = relative_target(address, base=PurePosixPath(self._translation.path))
        return f"path:{found[0]}" if found else None

    def _find(self, name: str) -> str | None:
        visible = VISIBILITIES[: VISIBILITIES.index(self._translation.article.visibility) + 1]
        query = (
            select(Translation.locale, Translation.slug)
            .join(Article)
            .where(Translation.published_id.is_not(None), Article.visibility.in_(visible))
        )
        kind, _, rest = name.partition(":")
        if kind == "article":
            query = query.where(Article.key == rest, Translation.locale == self._translation.locale)
        else:
            query = query.where(Translation.path == rest)
        found = self._session.execute(query).first()
        return f"/{found.locale}/articles/{found.slug}" if found else None


def link_names(translation: Translation) -> list[str]:
    """The names under which other texts may link to `translation`."""
    names = [f"article:{translation.article.key}"]
    if translation.path is not None:
        names.append(f"path:{translation.path}")
    return names


def image_resolver(session: Session, translation: Translation) -> Callable[[str], str | None]:
    """A function from a picture's path in the text to its address."""
    query = (
        select(ArticleImage.path, StoredFile.public_id)
        .join(StoredFile, StoredFile.id == ArticleImage.file_id)
        .where(ArticleImage.translation_id == translation.id)
    )
    images = {row.path: row.public_id for row in session.execute(query)}

    def resolve(target: str) -> str | None:
        public_id = images.get(target)
        return f"/media/{public_id}" if public_id else None

    return resolve
