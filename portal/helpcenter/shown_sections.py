"""What an article said about a remedy when somebody said that they had done it."""

from itertools import takewhile

from sqlalchemy.orm import Session

from articles.sections import split_sections
from portal.knowledge.article_queries import ArticleView
from portal.knowledge.models import Revision


def shown_section(session: Session, view: ArticleView, remedy: str) -> tuple[int, str]:
    """The number of the published revision, and title and text (Markdown) of the remedy's section
    with its subsections."""
    revision = session.get_one(Revision, view.revision_id)
    return revision.number, section_text(revision.body, view.title, remedy)


def section_text(body: str, title: str, remedy: str) -> str:
    """The section as plain title, then Markdown; "" if the text has none for the remedy."""
    sections = iter(split_sections(body, title=title))
    own = next((section for section in sections if section.remedy == remedy), None)
    if own is None:
        return ""
    below = takewhile(lambda section: section.level > own.level, sections)
    words = (f"{'#' * section.level} {section.title}\n\n{section.text}" for section in below)
    return "\n\n".join(filter(None, (own.title, own.text, *words)))
