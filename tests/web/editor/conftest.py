"""One article to write on."""

from dataclasses import dataclass

import pytest

from tests.web.conftest import Change
from tests.web.content import write


@dataclass(frozen=True)
class Written:
    """An article that stands in the database, and its addresses."""

    public_id: str
    slug: str
    translation_id: int

    def url(self, rest: str = "", locale: str = "de") -> str:
        """An address of the editor."""
        return f"/agent/articles/{self.public_id}/{locale}{rest}"

    @property
    def beside(self) -> str:
        """Both languages."""
        return f"/agent/articles/{self.public_id}/side-by-side?locale=en"

    @property
    def public(self) -> str:
        """Where readers find the German text."""
        return f"/de/articles/{self.slug}"


@pytest.fixture
def draft(changing: Change) -> Written:
    """A German draft that nobody has read, beside an article of no interest."""
    with changing() as session:
        write(session, "noise", "Ein anderer Artikel")
        translation = write(session, "mail", "Senden klappt nicht", published=False)
        return Written(translation.article.public_id, translation.slug, translation.id)


@pytest.fixture
def published(changing: Change) -> Written:
    """An article that is public in German and English."""
    with changing() as session:
        write(session, "noise", "Ein anderer Artikel")
        translation = write(session, "mail", "Senden klappt nicht")
        write(session, "mail", "Sending fails", locale="en")
        return Written(translation.article.public_id, translation.slug, translation.id)
